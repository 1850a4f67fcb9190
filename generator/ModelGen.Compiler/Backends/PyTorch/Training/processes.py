# ---- processes and files ------------------------------------------------------------------------------------------------------------


class Processes:
    """Who we are among the processes that torchrun started; one alone without it."""

    def __init__(self, backend):
        self.world = int(os.environ.get("WORLD_SIZE", 1))
        self.rank, self.local = int(os.environ.get("RANK", 0)), int(os.environ.get("LOCAL_RANK", 0))
        gpu = torch.cuda.is_available()
        self.device = torch.device("cuda", self.local) if gpu else torch.device("cpu")
        if gpu:
            torch.cuda.set_device(self.device)
        if self.world > 1:
            dist.init_process_group(backend or ("nccl" if gpu else "gloo"))

    @property
    def is_first(self):
        return self.rank == 0

    def sum(self, *values):
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        if self.world > 1:
            dist.all_reduce(total)
        return total.tolist()

    def take_from_first(self, tensors):
        """Every process gets the first one's values: running statistics are each process's own until they are shared."""
        if self.world > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)

    def wrap(self, objective):
        if self.world == 1:
            return objective
        return nn.parallel.DistributedDataParallel(objective, device_ids=[self.local] if self.device.type == "cuda" else None)

    def say(self, text):
        if self.is_first:
            print(text, flush=True)

    def end(self):
        """
        Ends this process when all have come here. Python would still tear down the threads of gloo and autograd, in an order in which they
        may wait for one another for ever; nothing is left to do that needs it.
        """
        if self.world == 1:
            return
        dist.barrier()
        dist.destroy_process_group()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class Output:
    """The files of a run, which the first process writes, each aside and renamed."""

    def __init__(self, folder, processes):
        self.folder, self.processes = folder, processes

    def path(self, name):
        return os.path.join(self.folder, name)

    def torch(self, name, value):
        self.write(name, lambda path: torch.save(value, path))

    def json(self, name, value):
        self.write(name, lambda path: self.text(path, json.dumps(value, indent=2)))

    def table(self, name, rows):
        def fill(path):
            with open(path, "w", newline="") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        self.write(name, fill)

    def write(self, name, fill):
        """The file is either the old one or the whole new one."""
        if not self.processes.is_first:
            return
        os.makedirs(self.folder, exist_ok=True)
        fill(self.path(name) + ".part")
        os.replace(self.path(name) + ".part", self.path(name))

    @staticmethod
    def text(path, text):
        with open(path, "w") as file:
            file.write(text)
