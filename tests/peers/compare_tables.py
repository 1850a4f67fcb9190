"""
usage: compare_tables.py DIR              the tables of scripts/compare-with-pytorch.sh from the JSON files it left in DIR
       compare_tables.py --finished FILE  succeeds if FILE is the result of a run that went to its end
"""
import glob
import json
import os
import statistics
import sys


def load(folder, pattern):
    return [json.load(open(path)) for path in sorted(glob.glob(os.path.join(folder, pattern))) if finished(path)]


def finished(path):
    """False for the result of an interrupted run, and for a file cut short."""
    try:
        run = json.load(open(path))
    except (OSError, ValueError):
        return False
    return not run.get("interrupted", False) and "images_per_second" in run


def accuracy(run):
    """Of the test images, in percent."""
    return 100 * (run["test"]["top1"] if "test" in run else run["test_accuracy"])


def speed(run):
    return run["images_per_second"]


def main():
    if sys.argv[1] == "--finished":
        sys.exit(0 if finished(sys.argv[2]) else 1)
    folder = sys.argv[1]
    ours, peer = load(folder, "ours-*.json"), load(folder, "peer-*.json")
    print("| seed | ModelGen | PyTorch |\n|---|---|---|")
    for a, b in zip(ours, peer):
        print(f"| {b['seed']} | {accuracy(a):.2f} % | {accuracy(b):.2f} % |")
    means = [statistics.mean(map(accuracy, runs)) for runs in (ours, peer)]
    deviations = [statistics.stdev(map(accuracy, runs)) if len(runs) > 1 else 0 for runs in (ours, peer)]
    print("| mean ± deviation | " + " | ".join(f"{m:.2f} ± {d:.2f} %" for m, d in zip(means, deviations)) + " |\n")
    print("| layout | ModelGen, images/s | PyTorch, images/s | ratio of pairs: median (least to most) |\n|---|---|---|---|")
    for layout in ("contiguous", "channels-last"):
        a, b = ([speed(r) for r in load(folder, f"speed-{layout}-{who}-*.json")] for who in ("ours", "peer"))
        ratios = [x / y for x, y in zip(a, b)]
        print(f"| {layout} | {statistics.median(a):.0f} | {statistics.median(b):.0f} | "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")


if __name__ == "__main__":
    main()
