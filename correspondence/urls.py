"""The addresses of this app."""

from django.urls import path

from correspondence import (
    hold_page,
    hooks,
    print_pages,
    reply_pages,
    returned_post,
    sent_or_not,
    telling_pages,
    views,
    words_pages,
)

app_name = "correspondence"
urlpatterns = [
    path("you/e-mails/", views.mail_choice, name="mail_choice"),
    path("messages/", views.outbox, name="outbox"),
    path("messages/was-this-sent/", sent_or_not.was_this_sent, name="was_this_sent"),
    path("messages/words/", words_pages.all_words, name="all_words"),
    path("messages/words/<slug:slug>/", words_pages.words, name="words"),
    path("messages/letters/", print_pages.letters, name="letters"),
    path("messages/runs/<uuid:pk>/", print_pages.run, name="run"),
    path("messages/runs/<uuid:pk>/file/", print_pages.run_file, name="run_file"),
    path("messages/runs/<uuid:pk>/labels/", print_pages.run_labels, name="run_labels"),
    path("hooks/notify/receipts/", hooks.notify_receipt, name="notify_receipt"),
    path("hooks/notify/replies/", hooks.notify_reply, name="notify_reply"),
    path("hooks/twilio/receipts/<uuid:pk>/", hooks.twilio_receipt, name="twilio_receipt"),
    path("hooks/twilio/replies/", hooks.twilio_reply, name="twilio_reply"),
    path("messages/replies/", reply_pages.replies, name="replies"),
    path("messages/replies/<uuid:pk>/", reply_pages.reply, name="reply"),
    path("messages/<uuid:pk>/", views.message, name="message"),
    path("messages/<uuid:pk>/letter/", views.letter, name="letter"),
    path("messages/<uuid:pk>/hold/", hold_page.hold, name="hold"),
    path("messages/<uuid:pk>/tell/", telling_pages.tell, name="tell"),
    path("messages/<uuid:pk>/came-back/", returned_post.came_back, name="came_back"),
    path("messages/returned/<uuid:pk>/", returned_post.returned, name="returned"),
    path("messages/<uuid:pk>/<slug:verb>/", views.act, name="act"),
]
