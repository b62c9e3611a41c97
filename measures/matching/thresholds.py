"""Every number that decides what is the same record. docs/editing.md tells editors of these.

Likeness is rapidfuzz's normalised Indel ratio of two wordings without punctuation and white space: 100 for the same
characters, 50 where half of the characters of both have a counterpart in the other, in the same order.
"""

ALIKE_IN_PLACE = 60  # a measure in the section where it stood (which may have moved as a whole)
ALIKE_ELSEWHERE = 75  # a measure in another section
ALIKE_AGAIN = 90  # a measure that the last edition does not have: withdrawn, added by hand or deleted
TITLE_IN_PLACE = 85  # the title alone, where the measure stands in the same section and its text is another
SECTION_TITLE = 60  # titles of sections under the same parent
SECTION_LABEL = 40  # the same, where the printed number is the same as well
PART = 0.7  # the part of a measure's groups of three characters that stand in another: it was split from it, merged in
SHORTEST_PART = 6  # characters; shorter words are found anywhere

HALF = 0.5  # of what stands in a section: it is the section in which so much of that stood
SHORTEST_TITLE = 2  # characters of a title by which a section is known under another parent

SKETCH = 32  # groups of three characters that stand for a wording in the index
COMMON = 64  # a group that more wordings have than this tells nothing
CANDIDATES = 6  # wordings compared with one, from the index
NEIGHBOURS = 4  # wordings compared with one before and after the place where it stands

# The tasks of a division of work, each of which names a measure of the plan. 0 to 100.
TASK_SURE = 85  # it is taken for the measure that it names, if no other measure is almost as likely
TASK_POSSIBLE = 50  # a person is asked; below, it names no measure
TASK_LEAD = 8  # how much less likely every other measure must be
TASK_QUOTES = 90  # the whole task stands within the measure's text, or the whole title within the task
TASK_PLACE = 15  # likelier so much where the task stands under the heading of the measure
TASK_GROUPS = 32  # the rarest groups of three characters of a task, by which measures that may be meant are found
TASK_COMMON = 500  # measures that are looked at for one group
