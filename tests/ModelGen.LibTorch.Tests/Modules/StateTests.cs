using System.Diagnostics;

namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>State dicts and files.</summary>
public class StateTests
{
    [Fact]
    public void StateIsTheTensorsThemselves()
    {
        using var net = new Net();
        Assert.Same(net.Scale, net.state_dict()["gain"]);
        Assert.Contains("outer.gain", net.state_dict(prefix: "outer").Keys);
    }

    [Fact]
    public void LoadedStateIsCopied()
    {
        using var scope = NewDisposeScope();
        using Net source = new(), target = new();
        var scale = target.Scale;
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing.Concat(unexpected));
        Assert.Same(scale, target.Scale);
        AssertSame(source, target);
        target.Scale.requires_grad_(false).fill_(7);
        Assert.Equal(1, source.Scale.item<float>());
    }

    [Fact]
    public void DifferencesAreNamed()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var state = net.state_dict();
        state.Remove("conv.bias");
        state.Add("conv.extra", zeros(1));
        var error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));
        Assert.Contains("conv.bias", error.Message);
        Assert.Contains("conv.extra", error.Message);
        var (missing, unexpected) = net.load_state_dict(state, strict: false);
        Assert.Equal(["conv.bias"], missing);
        Assert.Equal(["conv.extra"], unexpected);
        net.load_state_dict(state, skip: ["conv.bias", "conv.extra"]);

        // copy_ would spread it without a word.
        state["offset"] = zeros([]);
        error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state, strict: false));
        Assert.Contains("offset", error.Message);
    }

    [Fact]
    public void FilesGoOutAndIn()
    {
        using var scope = NewDisposeScope();
        using Net source = new(), target = new();
        source.call(randn(2, 3, 5, 5)).Dispose();
        string path = Path.GetTempFileName();
        try
        {
            source.save(path);
            Dictionary<string, bool> loaded = [];
            target.load(path, loadedParameters: loaded);
            AssertSame(source, target);
            Assert.Equal(source.state_dict().Count, loaded.Count(one => one.Value));
            Assert.Equal(1, target.Norm.num_batches_tracked!.item<long>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void PartsCanBeSkippedAndMissing()
    {
        using var scope = NewDisposeScope();
        using Net source = new(), target = new();
        byte[] whole = Saved(source, []), part = Saved(source, ["gain", "offset"]);

        float before = target.state_dict()["conv.weight"].mean().item<float>();
        target.load(new MemoryStream(whole), skip: ["conv.weight"]);
        Assert.Equal(before, target.state_dict()["conv.weight"].mean().item<float>());
        Assert.Throws<ArgumentException>(() => target.load(new MemoryStream(part)));
        Dictionary<string, bool> loaded = [];
        target.load(new MemoryStream(part), strict: false, loadedParameters: loaded);
        Assert.DoesNotContain("gain", loaded.Keys);

        using var smaller = nn.Sequential(("fc", nn.Linear(4, 2)));
        using var head = nn.ModuleDict(("head", smaller));
        loaded.Clear();
        head.load(new MemoryStream(whole), strict: false, loadedParameters: loaded);
        Assert.Equal(["head.fc.bias", "head.fc.weight"], loaded.Where(one => one.Value).Select(one => one.Key).Order());
        Assert.True(smaller.state_dict()["fc.weight"].Equals(source.state_dict()["head.fc.weight"]));
        Assert.Throws<FileNotFoundException>(() => head.load("no such file"));
    }

    [SkippableFact]
    public void PythonReadsAndWritesTheFiles()
    {
        const string python = "/usr/bin/python3";
        Skip.IfNot(File.Exists(python), $"{python} does not exist");
        using var scope = NewDisposeScope();
        using Net source = new(), target = new();
        string path = Path.GetTempFileName();
        try
        {
            source.save(path);
            string peers = Path.Combine(Repository.Root, "tests", "peers");
            const string script = "import sys, tensor_file; t = tensor_file.read(sys.argv[1]); t = {k: v * 2 for k, v in t.items()}; "
                + "tensor_file.write(sys.argv[1], t)";
            var start = new ProcessStartInfo(python, ["-c", script, path]) { WorkingDirectory = peers, RedirectStandardError = true };
            start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            using var process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Skip.If(error.Contains("No module named"), "python3-torch is not installed (./test.sh installs it)");
            Assert.Equal("", error);

            target.load(path);
            Assert.All(target.state_dict(), one => Assert.True(one.Value.Equals(source.state_dict()[one.Key] * 2), one.Key));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Saved(nn.Module module, string[] skip)
    {
        using var stream = new MemoryStream();
        module.save(stream, skip);
        return stream.ToArray();
    }

    private static void AssertSame(nn.Module one, nn.Module other)
    {
        var expected = one.state_dict();
        Assert.All(other.state_dict(), found => Assert.True(found.Value.Equals(expected[found.Key]), found.Key));
    }
}
