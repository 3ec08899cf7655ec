"""Link two identities, or part one from its account: carried out, recorded, and told to everybody concerned."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.client_view import linking as identity_prompts
from bot.core.conversation.events import CodeIssued, CodeRefused, IdentitiesFound, LinkAsked, Linked, Parted
from bot.core.model.people import Account, Identity
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.rules import linking
from bot.core.rules.linking import Link, Side
from bot.core.text.surface import Msg
from bot.engine.transaction import Transaction
from bot.i18n import sentence
from bot.ports import Conversation

ATTEMPTS_WITHIN = timedelta(hours=1)
RECORDED = "account {before} became part of account {after}: its client linked another identity"
PARTED = "goes with the identity that filed it, which left account {before} for account {after}"


@dataclass(slots=True)
class Linker(Transaction):
    """One turn of a client who links or parts."""

    conversation: Conversation

    @property
    def _lasts(self) -> timedelta:
        return timedelta(minutes=self.context.policy.limits.link_code_minutes)

    def issue(self) -> CodeIssued:
        """A code that ties whoever types it elsewhere to this identity's account."""
        expires = self.now + self._lasts
        row, secret = self.unit.new_id(), self.unit.link_secret()
        digest = linking.digest(secret, linking.code(secret, row))
        self.unit.issue_code(row, digest, self.conversation.identity, self.conversation.id, expires)
        return CodeIssued(row, expires)

    def redeem(self, code: str) -> LinkAsked | Linked | CodeRefused:
        """A code was typed: nothing is linked by that alone."""
        me = self.conversation.identity
        tries = self.unit.count_attempt(me, "link", self.now, self.now - ATTEMPTS_WITHIN)
        if tries > self.context.policy.limits.link_attempts_per_hour:
            return CodeRefused(blocked=True)
        row = self.unit.claim_code(linking.digest(self.unit.link_secret(), code), me, self.now, self._lasts)
        typed = None if row is None else self.unit.typed_code(row, me, self.now)
        if row is None or typed is None:
            return CodeRefused()
        mine, theirs = self.conversation.account, self.unit.account_of(typed.issuer)
        return Linked() if mine and theirs and mine.id == theirs.id else LinkAsked(row)

    def sides(self, row: int) -> Link | None:
        """What a code that was typed here would link to what; ``None`` when it isn't good any more."""
        me = self.conversation.identity
        typed = self.unit.typed_code(row, me, self.now)
        if typed is None:
            return None
        mine, theirs = self.conversation.account, self.unit.account_of(typed.issuer)
        kept, other = _kept(mine, theirs)
        after = linking.merged(kept, other) if kept else None
        either = [account for account in (mine, theirs) if account]
        return Link(
            self._side(me, mine),
            self._side(typed.issuer, theirs),
            any(account.verified_by for account in either) and not (after and after.verified_by),
            any(account.card for account in either) and not (after and after.card),
        )

    def _side(self, identity: Identity, account: Account | None) -> Side:
        if account is None:
            return Side(identity)
        since = self.now - timedelta(days=self.context.policy.promises.reopen_window_days)
        numbers = sorted(ticket.number for ticket in self.unit.tickets_of(account.id, closed_after=since))
        return Side(identity, account.name, tuple(numbers))

    def link(self, row: int) -> Linked | CodeRefused:
        """They said yes: one account from now on, and everybody in it is told."""
        me = self.conversation.identity
        taken = self.unit.take_code(row, me, self.now)
        if taken is None:
            return CodeRefused()
        mine, theirs = self.unit.account_of(me), self.unit.account_of(taken.issuer)
        kept, other = _kept(mine, theirs)
        if kept is None:
            kept = self.unit.create_account(taken.issuer, "", self.now)
        told = [(talk, me) for _who, talk in self.unit.talks_of(theirs.id)] if theirs else [(taken.conversation, me)]
        told += [(talk, taken.issuer) for _who, talk in self.unit.talks_of(mine.id)] if mine else []
        self._record(other.id if other else 0, kept.id)
        self.unit.save_account(linking.merged(kept, other))
        for identity, talk in ((taken.issuer, taken.conversation), (me, self.conversation.id)):
            self.unit.link(identity, kept.id, self.now, talk)
        self.conversation = replace(self.conversation, account=self.unit.account(kept.id))
        self.unit.audit(self.now, "client", "linked an identity", detail=str(kept.id))
        for talk, whom in dict((*told, (taken.conversation, me))).items():
            self._tell(talk, identity_prompts.linked(whom))
        return Linked()

    def _record(self, before: int, after: int) -> None:
        """Staff read on open tickets that somebody else may write on them now."""
        for ticket in self.unit.tickets_of(before) if before else ():
            self._note(ticket.number, RECORDED.format(before=before, after=after))

    def _note(self, ticket: int, text: str) -> None:
        self.unit.append(ticket, Entry(EntryKind.ACT, Author.BOT, "", text, self.now))

    # ── Taking apart ───────────────────────────────────────────────────────────────────

    def identities(self) -> IdentitiesFound:
        """Everybody of this account."""
        account = self.conversation.account
        return IdentitiesFound(tuple(self.unit.identities(account.id)) if account else ())

    def leaving(self, identity: Identity) -> Side | None:
        """An identity with the tickets that would go with it; ``None`` when it isn't linked any more."""
        account = self.conversation.account
        if account is None or identity not in self.unit.identities(account.id):
            return None
        filed = set(self.unit.filed_by(identity, account.id))
        live = sorted(ticket.number for ticket in self.unit.tickets_of(account.id) if ticket.number in filed)
        return Side(identity, account.name, tuple(live))

    def part(self, identity: Identity) -> Parted:
        """An account of its own for one identity, with the tickets that it filed; everybody is told."""
        before = self.unit.account_of(self.conversation.identity)
        others = [who for who in self.unit.identities(before.id) if who != identity] if before else []
        if before is None or not others or self.unit.account_of(identity) != before:
            return Parted(identity, done=False)
        talks = dict(self.unit.talks_of(before.id))
        founders = self.unit.founders(before.id)
        live = {ticket.number for ticket in self.unit.tickets_of(before.id)}
        goes = live.intersection(self.unit.filed_by(identity, before.id))
        fresh = self.unit.part(identity, before.id, self.now)
        for account in linking.parted(before, fresh, founder_leaves=tuple(founders) == (identity,)):
            self.unit.save_account(account)
        for number in sorted(goes):
            self._note(number, PARTED.format(before=before.id, after=fresh.id))
        me = self.unit.account_of(self.conversation.identity)
        self.conversation = replace(self.conversation, account=me)
        self.unit.audit(self.now, "client", "parted an identity", detail=f"{before.id} {fresh.id}")
        self._tell(talks[identity], identity_prompts.on_your_own())
        for who in others:
            self._tell(talks[who], identity_prompts.unlinked(identity))
        return Parted(identity)

    def _tell(self, talk: int | None, said: Msg) -> None:
        """A message to another place of the account; here the answer says it."""
        conversation = self.unit.conversation(talk) if talk and talk != self.conversation.id else None
        if conversation is not None:
            shown = sentence(said, self.reader(conversation))
            self.unit.send(conversation.id, conversation.address, shown, self.now)


def _kept(mine: Account | None, theirs: Account | None) -> tuple[Account | None, Account | None]:
    """Which account goes on and which becomes part of it: whoever showed the code keeps theirs."""
    return (theirs, mine) if theirs else (mine, None)
