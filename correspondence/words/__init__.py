"""The words of letters, texts and e-mails: how they are written, which hold on a day, and their checks."""
