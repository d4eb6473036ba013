"""Fit the weights of an evolution line's features to the grades of lines, and print them.

python -m recipes.taste.lines

The weights go into ``pokename.naming.evolution_lines`` by hand.
"""

import pandas as pd
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GroupKFold, cross_val_predict

from recipes.taste.data_files import LINE_GRADES

FEATURES = ["score", "power", "order", "longer", "words"]
PENALTIES = (1.0, 10.0, 100.0, 1000.0)
FOLDS = 5


def main() -> None:
    """Print the weights, and the mean grade of the lines that they put first."""
    graded = pd.read_csv(LINE_GRADES, sep="\t")
    graded = graded[graded["by"] == "pokename"].reset_index(drop=True)
    # Grades of one description are compared with each other, so that its difficulty doesn't count.
    centred = graded[[*FEATURES, "grade"]] - graded.groupby("line")[[*FEATURES, "grade"]].transform(
        "mean"
    )
    model = RidgeCV(PENALTIES, fit_intercept=False)
    weights = model.fit(centred[FEATURES], centred["grade"]).coef_
    for feature, weight in zip(FEATURES, weights / weights[0], strict=True):
        print(f"{feature} {weight:.2f}")
    graded["predicted"] = cross_val_predict(
        model, centred[FEATURES], centred["grade"], groups=graded["line"], cv=GroupKFold(FOLDS)
    )
    for by in ("score", "predicted"):
        first = graded.loc[graded.groupby("line")[by].idxmax(), "grade"].mean()
        print(f"mean grade of the first line by {by}: {first:.2f}")
    print(f"mean grade of all lines: {graded['grade'].mean():.2f}")
    print(f"mean grade of the best line: {graded.groupby('line')['grade'].max().mean():.2f}")


if __name__ == "__main__":
    main()
