"""The ticket form in words: labels, hints, what is wrong, and what can be chosen at the asked field."""

from bot.core.conversation import ticket_form
from bot.core.conversation.state import Drafting
from bot.core.text.surface import Block, Choice, Field, Form, Msg, _, n_

FIELD_VALUE_SHOWN_CHARS = 60
"""So much of a known value stands on the choice that keeps it."""

DROP = Choice(_("Never mind"), "drop")
"""The way out of whatever is under way."""

_LABELS: dict[str, tuple[Msg, Msg]] = {
    "subject": (_("Subject"), _("In one line: what is it about?")),
    "service": (_("Domain or service"), _("Such as example.com. Leave it out if it's about none.")),
    "symptoms": (
        _("What do you see?"),
        _("Error messages, since when, what you tried. What you wrote is in already."),
    ),
    "urgency": (_("How urgent is it?"), _("Staff look at this first; please be fair to the others in line.")),
    "name": (_("Your name"), _("It opens your account with us, just this once.")),
}

HELP: dict[str, Msg] = {
    "subject": _("In one line, in your own language, is enough: staff see it in the list. Details come next."),
    "service": _(
        "The name of your site or mailbox's end, such as example.com. It's optional: skip it if you don't know, and"
        " staff find it."
    ),
    "symptoms": _(
        "Whatever helps: the exact error message, since when, what you tried. It's optional; you can add more, and"
        " files, at any time."
    ),
    "urgency": _(
        "That means: Normal, you can go on working; High, you can't; Outage, everything is down for everybody. Staff"
        " see it first and decide. It costs nothing."
    ),
    "name": _(
        "So that staff know whom they're talking to. Only they see it, and a first name or your firm's name will do."
    ),
}
"""What a field is for, to whoever asks."""

_URGENCIES = (
    ("normal", _("Normal")),
    ("high", _("High: I can't work")),
    ("outage", _("Outage: everything is down")),
)

_USUAL = {"urgency": "normal"}
"""What stands in a field to begin with, where all are asked at once."""

_PROBLEMS = {
    ticket_form.EMPTY: _("I need something here."),
    ticket_form.NOT_A_CHOICE: _("Please choose one of these."),
}


def form(stage: Drafting, brief: bool) -> Form:
    """The form at the field that is asked; ``brief``: what it's about was said before."""
    draft, wrong = stage.draft, dict(stage.wrong)
    missing = ticket_form.missing(draft)
    kept = ("subject",) if "subject" in draft.done and not wrong else ()
    known = {name: str(getattr(draft, name)) or _USUAL.get(name, "") for name in (*kept, *missing)}
    fields = tuple(_field(name, value, wrong.get(name, "")) for name, value in known.items())
    asked = fields[len(kept)]
    lead: tuple[Block, ...] = ()
    begun = (
        set(draft.done) <= {"subject", "service", "urgency", "name"} and not draft.origins and not wrong and not brief
    )
    if begun and draft.subject:
        about = _(
            "I'll open a ticket with what you wrote: “{subject}”. A few questions, and you're in line:",
            subject=draft.subject,
        )
        lead = (about, *((urgency(draft.urgency),) if draft.urgency else ()))
    elif begun and "subject" not in draft.done:
        lead = (_("Let's open a ticket. A few questions, and you're in line:"),)
    return Form(lead, _("New ticket"), fields, len(kept), _form_choices(asked))


def urgency(said: str) -> Msg:
    """How urgent it is, as it was taken from their words."""
    return _("I have noted how urgent it is: **{urgency}**.", urgency=dict(_URGENCIES)[said])


def _field(name: str, value: str, problem: str) -> Field:
    label, hint = _LABELS[name]
    return Field(
        name,
        label,
        hint,
        value=value,
        required=name not in ticket_form.OPTIONAL,
        long=name == "symptoms",
        chars_max=ticket_form.CHARS_MAX[name],
        options=_URGENCIES if name == "urgency" else (),
        problem=_problem(name, problem),
    )


def _problem(name: str, problem: str) -> Msg | None:
    if problem == ticket_form.TOO_LONG:
        return n_(
            "That's too long: {count} character fits here.",
            "That's too long: {count} characters fit here.",
            ticket_form.CHARS_MAX[name],
        )
    return _PROBLEMS.get(problem)


def _form_choices(asked: Field) -> tuple[Choice, ...]:
    if asked.options:
        return (*(Choice(label, f"set.{value}") for value, label in asked.options), DROP)
    if asked.value:
        shown = asked.value.replace("\n", " ")
        if len(shown) > FIELD_VALUE_SHOWN_CHARS:
            shown = shown[: FIELD_VALUE_SHOWN_CHARS - 1] + "…"
        return (Choice(_("Keep “{value}”", value=shown), "keep", primary=True), DROP)
    if not asked.required:
        return (Choice(_("Skip"), "keep"), DROP)
    return (DROP,)
