# ---- data -------------------------------------------------------------------------------------------------------------------------------


class Cifar10:
    """The binary version, in memory as bytes."""

    def __init__(self, folder, train):
        names = [f"data_batch_{i}.bin" for i in range(1, 6)] if train else ["test_batch.bin"]
        records = np.concatenate([np.fromfile(os.path.join(folder, n), np.uint8).reshape(-1, 3073) for n in names])
        self.images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
        self.labels = records[:, 0].tolist()
        self.classes = CIFAR10

    def __len__(self):
        return len(self.labels)

    def image(self, index):
        return self.images[index]


class Pictures:
    """A folder of pictures for each class."""

    def __init__(self, folder):
        from torchvision.datasets import ImageFolder
        self.folder = ImageFolder(folder)
        self.labels = self.folder.targets
        self.classes = self.folder.classes

    def __len__(self):
        return len(self.labels)

    def image(self, index):
        return self.folder[index][0].convert("RGB")


def find_data(folder):
    """Training set, test set, and the statistics of their channels."""
    for cifar in (os.path.join(folder, "cifar-10-batches-bin"), folder):
        if os.path.exists(os.path.join(cifar, "test_batch.bin")):
            return Cifar10(cifar, True), Cifar10(cifar, False), CIFAR10_STATISTICS
    test = next((t for t in ("test", "val") if os.path.isdir(os.path.join(folder, t))), None)
    if test and os.path.isdir(os.path.join(folder, "train")):
        return Pictures(os.path.join(folder, "train")), Pictures(os.path.join(folder, test)), IMAGENET_STATISTICS
    raise SystemExit(f"train_ddp.py: {folder} has neither cifar-10-batches-bin nor train/ with test/ or val/")


class Samples(Dataset):
    """Images by (epoch, index). What comes out depends on those and the seed, not on the process or the worker that asks."""

    def __init__(self, source, transform, seed):
        self.source, self.transform, self.seed = source, transform, seed

    def __getitem__(self, key):
        epoch, index = key
        torch.manual_seed(seed_of(self.seed, "image", epoch, index))
        return self.transform(self.source.image(index)), self.source.labels[index]


class Parts:
    """
    The parts of each global batch that this process computes, as lists of (epoch, index). A batch that its parts cannot share equally loses
    the images that are too many, so that every process does as many updates.
    """

    def __init__(self, indices, batch_size, seed, rank, world, shards):
        self.indices, self.batch_size, self.seed, self.epoch = indices, batch_size, seed, 1
        self.first, self.count, self.parts = rank * shards, shards, world * shards
        if batch_size < self.parts:
            raise SystemExit(f"train_ddp.py: a batch of {batch_size} cannot be shared by {self.parts} processes")

    def batches(self):
        order = torch.randperm(len(self.indices), generator=torch.Generator().manual_seed(seed_of(self.seed, "order", self.epoch))).tolist()
        batches = [order[i:i + self.batch_size] for i in range(0, len(order), self.batch_size)]
        # A batch norm has no variance to learn from in one image.
        return [b[:len(b) - len(b) % self.parts] for b in batches if len(b) >= (2 if self.batch_size > 1 else 1) * self.parts]

    def __len__(self):
        return len(self.batches()) * self.count

    def __iter__(self):
        for batch in self.batches():
            size = len(batch) // self.parts
            for part in range(self.first, self.first + self.count):
                yield [(self.epoch, self.indices[i]) for i in batch[part * size:(part + 1) * size]]


class Loaders:
    """The images that train, validate (None for no such) and test, and how many batches and updates an epoch has."""

    def __init__(self, options, recipe, module, processes):
        self.processes = processes
        train, test, statistics = find_data(options.data)
        if len(train.classes) != module.CLASSES:
            raise SystemExit(f"train_ddp.py: the data has {len(train.classes)} classes, the model {module.CLASSES}")
        statistics = options.mean or statistics[0], options.std or statistics[1]
        size = tuple(options.size or side for side in module.INPUT[1:])
        if None in size:
            raise SystemExit("train_ddp.py: the model takes images of any size: choose one with --size N")
        order = torch.randperm(len(train), generator=torch.Generator().manual_seed(seed_of(options.seed, "split"))).tolist()
        held_out, order = order[:options.validation], order[options.validation:][:options.subset]
        self.parts = Parts(order, recipe.batch_size, options.seed, processes.rank, processes.world, options.shards)
        self.batches = len(self.parts.batches())
        self.updates = math.ceil(self.batches / recipe.accumulate)
        if self.batches == 0:
            raise SystemExit(f"train_ddp.py: {len(order)} images make no batch of {recipe.batch_size}")
        plain, augmented = make_transform([], size, statistics), make_transform(recipe.augment, size, statistics)
        self.train = self.loader(Samples(train, augmented, options.seed), self.parts, options.workers)
        self.validation = self.evaluation_loader(Samples(train, plain, 0), held_out) if held_out else None
        self.test = self.evaluation_loader(Samples(test, plain, 0), range(len(test)))

    def loader(self, samples, batches, workers):
        pin = self.processes.device.type == "cuda"
        return DataLoader(samples, batch_sampler=batches, num_workers=workers, persistent_workers=workers > 0, pin_memory=pin)

    def evaluation_loader(self, samples, indices):
        mine = [(0, i) for i in indices][self.processes.rank::self.processes.world]
        return self.loader(samples, [mine[i:i + 256] for i in range(0, len(mine), 256)], 0)
