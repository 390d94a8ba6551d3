# Words of interviews and transcripts, in lower case. '_' stands for the space within a phrase.

# Labels of forms and lists, which name nobody who speaks: 'Address:'.
[form-field]
address age also author background born by caption category chapter conclusion contact correction cost credit
date day died director disclaimer duration e-mail email example fact fax figure file hours how image
ingredients issue language length level location method name note notes number opening_hours page phone photo
picture place price problem published rating reason references related result results see_also size solution
source sources status step subject summary table tags tel time tip title to topic type update updated url
venue version warning website what when where who why year

# Labels of speakers by their role, besides those in [person-noun], [asking-label] and [answering-label].
[role-label]
audience caller chair court speaker voice witness

# Labels of the person who asks: 'Q:', 'Interviewer:'.
[asking-label]
anchor caller host interviewer moderator presenter q question questioner reporter

# Labels of the person who answers: 'A:', 'Guest:'.
[answering-label]
a answer guest interviewee

# Words by which an introduction tells that somebody was interviewed: 'spoke to'.
[conversation-word]
answered answers asked conversation sat speaks spoke talked talks

# First words of a turn that greets, thanks or asks rather than claims.
[polite-opener]
congratulations hello hi let please sorry thank thanks welcome

# Words behind 'I' that make a sentence an opinion or a wish: 'I think'.
[stance-verb]
'd do don feel guess hope like love mean think want wish would ’d

# First words of a sentence that depends on the question before it: 'Maybe they do'.
[leaning-opener]
absolutely maybe no perhaps probably that well yes you
