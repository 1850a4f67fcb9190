# ---- augmentation -----------------------------------------------------------------------------------------------------------------------


class Cutout:
    """Hides a square around a random pixel with the mean, which is 0 here (DeVries and Taylor 2017)."""

    def __init__(self, size):
        self.size = size

    def __call__(self, image):
        _, height, width = image.shape
        y, x = (int(torch.randint(side, ())) - self.size // 2 for side in (height, width))
        image[:, max(y, 0):max(y + self.size, 0), max(x, 0):max(x + self.size, 0)] = 0
        return image


def make_transform(augment, size, statistics):
    """From a picture or bytes to normalised floats; `augment` is the recipe's list, or empty for evaluation."""
    from torchvision import transforms as T

    def normalise(image):
        image = image.float() / 255 if isinstance(image, torch.Tensor) else T.functional.to_tensor(image)
        return T.functional.normalize(image, *statistics)

    def fit(image):
        height, width = (image.shape[1], image.shape[2]) if isinstance(image, torch.Tensor) else (image.height, image.width)
        if (height, width) == size:
            return image
        return T.functional.center_crop(T.functional.resize(image, round(max(size) / 0.875)), size)

    before, after = [], []
    if not any(word == "random_resized_crop" for word, _ in augment):
        before.append(fit)
    for word, given in augment:
        scale = lambda low, high: (given.get("min_scale", low), given.get("max_scale", high))
        if word == "random_crop":
            before.append(T.RandomCrop(given["size"], padding=given.get("padding", 0)))
        elif word == "random_resized_crop":
            before.append(T.RandomResizedCrop(given.get("size") or size, scale=scale(0.08, 1)))
        elif word == "horizontal_flip":
            before.append(T.RandomHorizontalFlip(given.get("p", 0.5)))
        elif word == "rotation":
            before.append(T.RandomRotation(given["degrees"]))
        elif word == "color_jitter":
            before.append(T.ColorJitter(*(given.get(k, 0) for k in ("brightness", "contrast", "saturation", "hue"))))
        elif word == "rand_augment":
            before.append(T.RandAugment(given.get("ops", 2), given.get("magnitude", 9)))
        elif word == "trivial_augment":
            before.append(T.TrivialAugmentWide())
        elif word == "cutout":
            after.append(Cutout(given["size"]))
        elif word == "random_erasing":
            after.append(T.RandomErasing(given.get("p", 0.5), scale=scale(0.02, 0.33)))
        elif word not in ("mixup", "cutmix"):
            raise SystemExit(f"train_ddp.py: unknown augmentation {word}")
    return T.Compose([*before, normalise, *after])


def mix(images, labels, augment, generator):
    """Mixup or cutmix with the neighbour in the batch, if the recipe has them: images, labels, the neighbours' labels, the own share."""
    kinds = [(word, given) for word, given in augment if word in ("mixup", "cutmix")]
    if not kinds:
        return images, labels, None, 1.0
    word, given = kinds[int(torch.randint(len(kinds), (), generator=generator))]
    alpha = given.get("alpha", 0.2 if word == "mixup" else 1.0)
    share = float(np.random.default_rng(int(torch.randint(2 ** 62, (), generator=generator))).beta(alpha, alpha))
    other = images.roll(1, 0)
    if word == "mixup":
        return images * share + other * (1 - share), labels, labels.roll(1, 0), share
    height, width = images.shape[2:]
    h, w = (round(side * math.sqrt(1 - share)) for side in (height, width))
    y, x = (int(torch.randint(side, (), generator=generator)) - cut // 2 for side, cut in ((height, h), (width, w)))
    top, bottom, left, right = max(y, 0), min(y + h, height), max(x, 0), min(x + w, width)
    images = images.clone()
    images[:, :, top:bottom, left:right] = other[:, :, top:bottom, left:right]
    return images, labels, labels.roll(1, 0), 1 - max(bottom - top, 0) * max(right - left, 0) / (height * width)
