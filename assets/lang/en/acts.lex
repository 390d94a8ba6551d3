# Words around promises, denials, warnings and claims, in lower case.

# What somebody denies having had a part in: 'denied any involvement'.
[involvement]
collusion complicity connection connections contact contacts interference involvement knowledge link links
part participation plans responsibility role ties use

# People to whom something is promised, besides those in [several-noun].
[audience]
customers investors supporters voters

# Nouns for what somebody holds to be true: 'his claim that'.
[claim-noun]
accusation accusations admission allegation allegations argument assertion assertions belief claim claims
conclusion contention insistence prediction suggestion suggestions warning warnings

# Nouns by which a narrator comments on a statement behind a comma: ', a figure that economists dispute'.
[comment-noun]
account accusation allegation argument assertion assessment charge claim conclusion contention figure finding
idea move notion number position proposal step suggestion theory view

# Who is told something, behind 'told': 'told reporters'.
[addressee]
him investors journalists lawmakers me parliament police reporters them us viewers
