"""How the options of govuk-frontend's fixtures are said to our components."""

from collections.abc import Callable

from tests.ui.govuk_options.choosing import checkboxes, radios
from tests.ui.govuk_options.notices import (
    button,
    details,
    error_summary,
    inset_text,
    notification_banner,
    panel,
    phase_banner,
    tag,
    warning_text,
)
from tests.ui.govuk_options.questions import (
    character_count,
    date_input,
    error_message,
    fieldset,
    hint,
    input_,
    label,
    password_input,
    select,
    textarea,
)
from tests.ui.govuk_options.records import (
    back_link,
    breadcrumbs,
    generic_header,
    pagination,
    service_navigation,
    skip_link,
    summary_list,
    table,
    tabs,
    task_list,
)
from tests.ui.govuk_options.words import Options
from ui import components as c

SAY: dict[str, Callable[[Options], c.Component]] = {
    "back-link": back_link,
    "breadcrumbs": breadcrumbs,
    "button": button,
    "character-count": character_count,
    "checkboxes": checkboxes,
    "date-input": date_input,
    "details": details,
    "error-message": error_message,
    "error-summary": error_summary,
    "fieldset": fieldset,
    "generic-header": generic_header,
    "hint": hint,
    "input": input_,
    "inset-text": inset_text,
    "label": label,
    "notification-banner": notification_banner,
    "pagination": pagination,
    "panel": panel,
    "password-input": password_input,
    "phase-banner": phase_banner,
    "radios": radios,
    "select": select,
    "service-navigation": service_navigation,
    "skip-link": skip_link,
    "summary-list": summary_list,
    "table": table,
    "tabs": tabs,
    "tag": tag,
    "task-list": task_list,
    "textarea": textarea,
    "warning-text": warning_text,
}
