"""Words that names don't say: function words, and words that say little beside others."""

import re
from functools import cache

from pokename.words.dictionary import is_word
from pokename.words.thesaurus import has_entry

FUNCTION_WORDS = frozenset(
    # Articles, pronouns, determiners and question words.
    "a an the i me my mine myself you your yours yourself he him his himself she her hers herself "
    "it its itself oneself we us our ourselves they them their theirs themselves this that "
    "these those such same other others another some any each every both all few many much more "
    "most several various certain enough only single whole part own else different exact no "
    "something anything nothing everything someone anyone everyone somebody anybody everybody "
    "nobody who whom whose which what when where why how whoever whatever whichever whenever "
    "wherever whether "
    # Conjunctions, prepositions, and adverbs of place, time and degree.
    "and or but if unless until while because since though although as than so yet of in on at to "
    "into onto up upon down out off over under above below about around along after before between "
    "by for from during through with within without per like not never just even also too very "
    "quite rather really truly exactly almost usually obviously still instead then there here "
    "somewhere anywhere everywhere elsewhere nowhere nearby away apart together alone aloud ahead "
    "back further again once now already always often ever sometimes soon early later afterward "
    "afterwards ago forever today tonight next "
    # Numbers, amounts and spans of time.
    "one two three four five six seven eight nine ten eleven twelve eighteen twenty thirty hundred "
    "thousand million first second number lot bit set minute hour day week month year years "
    # Verbs that say little, and adjectives beside them.
    "be is are was were been being do does did doing have has had having can cannot could will "
    "would shall should must let make makes made get got give gives gave take takes put keep kept "
    "use used uses using come came coming goes going went gone become becomes became becoming "
    "look looks looking live lives living seem seen appear happen begin start try trying want need "
    "know known think say says said tell call called name named able ready real right long "
    # What requests and entries are about, and chat.
    "creature monster animal pokemon fakemon people thing body place way kind sort type style "
    "version names based inspired themed sized starter regional evolve mid please pls plz create "
    "generate invent suggest um uh hmm idk lol lmao haha "
    # Contractions without their apostrophe.
    "thats whats theres hes shes theyre youre dont isnt wont cant doesnt".split()
)

# Words that join others, as in "a turtle covered in barnacles" and "a slug found near volcanoes".
# Designed names rarely express them, so they count only if the description says little else.
JOINING = frozenset(
    "across against attached behind beneath beside besides beyond built carrying coated covered "
    "filled found getting holding inside keeping lined located making near opposite outside past "
    "putting shaped size sharing staying taking topped toward towards unlike via wearing "
    "working".split()
)
# Words that say how sure or how exact a writer is. They count only if there is no other word.
FILLERS = frozenset(
    "actual actually apparently barely basically constantly currently definitely eachother "
    "essentially half hardly honestly kinda kindof literally mainly maybe mostly nearly perhaps "
    "possibly practically probably seriously simply somehow sorta sortof suddenly "
    "supposedly totally".split()
)
# Plurals of nouns that are spelled like function words; the verbs "can" and "will" have no form in
# "-s".
PLURALS = frozenset(["cans", "wills"])
# Function words that are read if a description has no other word.
NOUNS_ALONE = frozenset("animal body creature hour monster name number week year".split())


def function_words_corrected(text: str) -> str:
    """Return a text in which function words have no two letters swapped.

    >>> function_words_corrected("an owl wiht horns, becuase taht is scary")
    'an owl with horns, because that is scary'
    """
    return re.sub(r"\b[a-z]{3,}\b", lambda word: _meant(word[0]), text)


def _meant(word: str) -> str:
    """Return the function word that a word misspells, or the word itself if it is known."""
    meant = _swapped().get(word)
    return meant if meant and not is_word(word) and not has_entry(word) else word


@cache
def _swapped() -> dict[str, str]:
    """Return the function words with two neighbouring letters swapped, each with its spelling."""
    return {
        word[:n] + word[n + 1] + word[n] + word[n + 2 :]: word
        for word in sorted(FUNCTION_WORDS)
        for n in range(len(word) - 1)
    }
