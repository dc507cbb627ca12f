"""Refusals the control API answers with: a clear text and a 4xx status."""


class Refused(Exception):
    """Somebody asked for something this world does not allow; `status` is the HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
