"""The map of a debate: a hanging tree of cards, chosen, filled, placed and joined by lines.

`drawn_map` goes through the stages: `choosing` says which cards there are, `faces` what each
shows, `placing` where it stands, `lines` how they are joined. All is geometry and words; markup
is made of it elsewhere.
"""
