"""Tickets that have to do with each other: merged, split off, sub-tickets, ties."""

TEXTS = {
    "state.merged": "Merged into #{into}",
    "verb.merge": "Merge",
    "verb.sub": "Sub-ticket",
    "verb.join": "Me too",
    "field.met": "Affected",
    "field.steps": "Sub-tickets",
    "field.parent": "Part of",
    "field.related": "Related",
    "field.doubles": "Merged in",
    "kin.met": "{n} people",
    "kin.steps": "{done}/{all} done",
    "button.met": "Me too",
    "button.see": "Open #{number}",
    "button.distinct": "Not the same",
    "typed.merge": "/merge {number} into {into}",
    "form.merge": "Merge #{number}",
    "form.split": "Split off #{number}",
    "form.sub": "Sub-ticket of #{number}",
    "input.into": "Into which ticket",
    "input.into.hint": "its number, for example 128",
    "input.split": "What is to be handled by itself",
    "input.sub": "What is to be done",
    "list.shared": "Others', which you have too",
    "alike.same": "#{other} is about the same problem ({owner}[, by {due_at}])",
    "alike.ask": "Is your #{number} the same? Without an answer it goes on as usual.",
    "lead.parted": "{who} says it is another problem; please go on with this ticket.",
    "lead.split": "Split off #{number}.",
    "lead.split_for_you": "{who} made this part of your #{number} a ticket of its own.",
    "lead.sub": "Sub-ticket of #{number}.",
    "lead.inherited": (
        "{who} no longer needs it. You have the problem too, so it is yours to follow and accept."
    ),
    "tell.merged": "{who} merged #{number} {title} into #{into}; nothing more to do on #{number}",
    "tell.merged_yours": (
        "{who} merged your #{number} “{title}” into #{into}. You will hear how #{into} goes."
    ),
    "tell.met": "{who} has #{number} {title} too; that makes {n} people",
    "tell.parted": "{who} says #{number} {title} is another problem; it goes on by itself",
    "tell.resolved": "{who} finished #{number} {title}: {result}",
    "tell.closed": "{who} accepted #{number} {title}; it is closed",
    "tell.parent_cancelled": (
        "{who} cancelled #{number} {title}; you have a sub-ticket of it, please see whether it is"
        " still needed"
    ),
    "talk.steps_done": "All sub-tickets of #{number} are done; it can be finished.",
    "toast.merged": "#{number} is merged into #{into}",
    "toast.distinct": "Fine, #{number} goes on by itself",
    "toast.filed_part": "Filed as #{number}",
    "reply.merged": (
        "#{number} is merged into #{into}[; {n} people have it]. “undo {number}” within 2 minutes"
        " takes it back."
    ),
    "reply.distinct": "Fine, #{number} goes on by itself.",
    "reply.joined": "Noted: {n} people have #{number}. You will hear when it is done.",
    "reply.joined_before": "You are in #{number} already ({n} people). You will hear how it goes.",
    "reply.inherited": "Fine, #{number} is no longer yours. Others have it too; {to} goes on.",
    "reply.related": "#{number} and #{other} now point at each other.",
    "reply.unrelated": "#{number} and #{other} are no longer related.",
    "error.merged": "#{number} is merged into #{into}; please use #{into}.",
    "error.merge.self": (
        "#{number} cannot be merged into itself. Name another ticket: “merge {number} into 128”."
    ),
    "error.merge.merged": "#{number} is merged into #{into}. Merge into #{into} instead?",
    "error.merge.closed": (
        "#{number} is “{state}” and takes nothing in. If the problem is back, reopen #{number}"
        " first, or handle them apart."
    ),
    "error.merge.child": (
        "#{into} is a sub-ticket of #{number}. It can be merged into #{number}, not the other way."
    ),
    "error.merge.children": (
        "#{number} has open sub-tickets: {names}. Finish or cancel them, then merge."
    ),
    "error.join.over": "#{number} is “{state}”. If you still have the problem, just report it.",
    "error.sub.open": (
        "#{number} has {n} open sub-tickets: {names}. Finish or cancel them, then finish it."
    ),
    "error.sub.many": (
        "#{number} has {limit} sub-tickets already. Use “relate”, or finish some first."
    ),
    "error.relate.how": "Related to which ticket? For example “relate {number} 130”.",
    "error.relate.self": (
        "A ticket is not related to itself. Name another: “relate {number} 130”."
    ),
    "error.relate.already": (
        "#{number} and #{other} are related already. “unrelate {number} {other}” takes it back."
    ),
    "error.relate.none": (
        "#{number} and #{other} are not related. “relate {number} {other}” ties them."
    ),
    "error.relate.many": "#{number} is related to {limit} tickets already; untie some first.",
    "history.merge": "{who} merged it into #{into}",
    "history.absorbed": "{who} merged #{number} into it[ ({requester})][: {title}]",
    "history.released": "{who} took #{number} out again",
    "history.joined": "{requester} has it too",
    "history.inherited": "{who} needs it no more; {requester} goes on",
    "history.distinct": "{who}: not the same as #{number}",
    "history.related": "{who} related #{number}",
    "history.unrelated": "{who} untied #{number}",
    "history.split": "{who} split off #{number}[: {title}]",
    "history.child_filed": "{who} made sub-ticket #{number}[: {title}]",
    "history.child_moved": "Sub-ticket #{number}: {state}",
}
