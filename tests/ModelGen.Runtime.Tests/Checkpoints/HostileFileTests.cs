using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ModelGen.CheckpointFuzz;
using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.PyTorch;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>Files made to hurt: each is one clear error, soon, and asks for little memory.</summary>
public sealed class HostileFileTests
{
    private const string FloatStorage = "ctorch\nFloatStorage\n";

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\u0000\u0000\u0000idtR.",
        "it refers to os.system, which is neither a tensor nor plain data: refused")]
    [InlineData("cbuiltins\neval\n)R.", "it refers to builtins.eval")]
    [InlineData("cnumpy.core.multiarray\nscalar\n)R.", "it refers to numpy.core.multiarray.scalar")]
    [InlineData("ctorch\nload\n)R.", "it refers to torch.load")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "torch._utils._rebuild_tensor_v2 is not called as PyTorch calls it")]
    [InlineData("}(cos\nsystem\nK\u0001u.", "it refers to os.system")]
    [InlineData("(ios\nsystem\n.", "(Inst) has no place in weights")]
    [InlineData("}X\u0001\u0000\u0000\u0000a}b.", "its value 5", "}h\u0005.")]
    [InlineData("}}K\u0001b.", "an object with a state of its own")]
    [InlineData("u.", "takes more values than there are")]
    [InlineData("(.", "takes more values than there are")]
    [InlineData("R.", "takes more values than there are")]
    [InlineData("r\u0001\u0000\u0000\u0000.", "takes more values than there are", "2.")]
    [InlineData("}r\u0000\u0000\u0000\u0070.", "value 1879048192 is stored out of turn")]
    [InlineData("X\u0000\u0000\u0000\u0070a.", "truncated")]
    [InlineData("}", "truncated")]
    [InlineData("", "truncated")]
    public void Pickles_are_read_as_data_or_refused(string pickle, string expected, string? instead = null) =>
        Refused(Zipped(Latin(instead ?? pickle)), expected);

    [Theory]
    [InlineData("K\u0000K\u0002\u0085K\u0001\u0085", "reaches beyond its storage", 1)]
    [InlineData("K\u0001K\u0004\u0085K\u0001\u0085", "reaches beyond its storage", 4)]
    [InlineData("J\u00FF\u00FF\u00FF\u00FFK\u0002\u0085K\u0001\u0085", "negative size, stride or offset", 4)]
    [InlineData("K\u0000J\u00FF\u00FF\u00FF\u00FF\u0085K\u0001\u0085", "negative size, stride or offset", 4)]
    [InlineData("K\u0000K\u0002\u0085J\u00FE\u00FF\u00FF\u00FF\u0085", "negative size, stride or offset", 4)]
    [InlineData("K\u0000K\u0002\u0085)", "1 sizes but 0 strides", 4)]
    [InlineData("K\u0000\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007FK\u0002\u0086K\u0001K\u0001\u0086",
        "reaches beyond its storage", 4)]
    [InlineData("K\u0000\u008A\u0008\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0085K\u0000\u0085",
        "its tensors add up to 17179869184 bytes", 4)]
    [InlineData("K\u0000X\u0001\u0000\u0000\u00004\u0085K\u0001\u0085", "is not called as PyTorch calls it", 4)]
    [InlineData("K\u0000K\u0002\u0085K\u0001\u0085", "its storage should have 200 elements, but has 16 bytes", 200)]
    public void Tensors_stay_inside_their_storages(string offsetShapeStrides, string expected, byte count)
    {
        string pickle = $"}}X\u0001\u0000\u0000\u0000actorch._utils\n_rebuild_tensor_v2\n({Reference("0", count)}{offsetShapeStrides}\u0089NtRs.";
        Refused(Zipped(Latin(pickle), ("archive/data/0", new byte[16])), expected);
    }

    [Fact]
    public void A_missing_storage_is_named() =>
        Refused(Zipped(Latin($"}}X\u0001\u0000\u0000\u0000actorch._utils\n_rebuild_tensor_v2\n({Reference("7", 4)}K\u0000K\u0004\u0085K\u0001\u0085\u0089NtRs.")), "storage 7 is missing");

    [Fact]
    public void A_container_that_contains_itself_is_refused() =>
        Refused(Zipped(Latin("]q\u0000h\u0000a.")), "contains itself");

    [Fact]
    public void Depth_without_end_is_refused() =>
        Refused(Zipped([.. Latin(new string(']', 100_000)), .. Latin(new string('a', 99_999)), (byte)'.']), "nested deeper than 32 levels");

    [Fact]
    public void A_tree_of_shared_containers_is_not_followed_for_ever()
    {
        // Each list holds the one before it ten times: 10^20 leaves in a few hundred bytes.
        var pickle = new StringBuilder("]q\u0000");
        for (int i = 0; i < 20; i++)
            pickle.Append(System.Globalization.CultureInfo.InvariantCulture, $"](")
                .Append(string.Concat(Enumerable.Repeat($"h{(char)i}", 10))).Append('e').Append('q').Append((char)(i + 1));
        Refused(Zipped(Latin(pickle.Append('.').ToString())), "describes far more than it has bytes for");
    }

    [Fact]
    public void Lists_are_not_copied_again_and_again()
    {
        // 100,000 pairs, made into a dict 100,000 times.
        string pickle = $"ccollections\nOrderedDict\nq\u0000](" + string.Concat(Enumerable.Repeat("NN\u0086", 100_000)) + "eq\u0001" + string.Concat(Enumerable.Repeat("h\u0000h\u0001\u0085R0", 100_000)) + "N.";
        using var file = Open(Zipped(Latin(pickle)));
        Assert.Empty(file.Tensors);
    }

    [Fact]
    public void A_compressed_archive_is_refused_before_it_is_unpacked()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("archive/data.pkl").Open();
            entry.Write(new byte[50_000_000]);
        }

        Assert.True(stream.Length < 60_000);
        Refused(stream.ToArray(), "archive/data.pkl in it is compressed, which neither torch.save nor Keras does");
    }

    [Fact]
    public void Storages_that_share_their_bytes_are_refused()
    {
        // Both entries of the table of contents point to the bytes of the first: any number of storages for the price of one.
        string Tensor(char name, string key) => $"X\u0001\u0000\u0000\u0000{name}ctorch._utils\n_rebuild_tensor_v2\n({Reference(key, 100)}K\u0000Kd\u0085K\u0001\u0085\u0089NtR";
        byte[] good = Zipped(Latin($"}}({Tensor('a', "0")}{Tensor('b', "1")}{Tensor('c', "2")}u."), ("archive/data/0", new byte[400]),
            ("archive/data/1", new byte[400]), ("archive/data/2", new byte[400]));
        Open(good).Dispose();
        int first = BitConverter.ToInt32(good, IndexOf(good, "archive/data/0", last: true) - 4);
        foreach (string other in new[] { "archive/data/1", "archive/data/2" })
            BitConverter.GetBytes(first).CopyTo(good, IndexOf(good, other, last: true) - 4);
        foreach (string name in new[] { "0", "1", "2" })
            BitConverter.GetBytes(900).CopyTo(good, IndexOf(good, $"archive/data/{name}", last: true) - 22);
        foreach (string name in new[] { "0", "1", "2" })
            BitConverter.GetBytes(900).CopyTo(good, IndexOf(good, $"archive/data/{name}", last: true) - 26);
        Refused(good, "its storages overlap");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12,
        "b begins at byte 4 of the data, where byte 8 was expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16,
        "overlap or leave gaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "should have 8 bytes, but there are 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "should have 8 bytes, but there are 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "8 bytes are not F32 of shape 3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "8 bytes are not F32 of shape -2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "0 bytes are not F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets in order")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8,
        "a comes twice")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8, "elements of type F8_E4M3: supported are BOOL, U8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "a whole number was expected")]
    [InlineData("""{"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}""", 8, "header is damaged")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}""", 0, "header is damaged")]
    [InlineData("""{"a":{"dtype":"F32"}}""", 0, "a has no dtype, shape and data_offsets")]
    [InlineData("""{"a":""", 0, "header is damaged")]
    [InlineData("""{}}""", 0, "header is damaged")]
    public void Safetensors_headers_are_checked(string header, int dataLength, string expected) =>
        Refused(Safetensors(header.Length, header, dataLength), expected);

    [Theory]
    [InlineData(1_000)]
    [InlineData(99_999_999)]
    public void A_safetensors_header_longer_than_the_file_is_refused(long length) =>
        Refused(Safetensors(length, "{}", 0), "the file has 10");

    [Theory]
    [InlineData("\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u0001", "an impossible number")]
    [InlineData("\u0001\u00FF\u00FF\u00FF\u00FF\u0007a", "an impossible number, 2147483647")]
    [InlineData("\u0001\u0001a\u0006\u0002\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "ends within a")]
    [InlineData("\u0001\u0001a\u0006\u007F", "an impossible number, 127")]
    [InlineData("\u0001\u0001a\u0063\u0000", "element type 99 of a is not known")]
    [InlineData("\u0002\u0001a\u0006\u0001\u0000\u0001a\u0006\u0001\u0000", "a comes twice")]
    [InlineData("\u0000and more", "8 bytes follow the last tensor")]
    [InlineData("hello, world", "not a weights file")]
    public void TorchSharp_files_are_checked(string text, string expected) => Refused(Latin(text), expected);

    [Theory]
    [InlineData("\u0080\u0004\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000.", "a Python pickle that torch.save did not write")]
    [InlineData("<!DOCTYPE html>", "a web page: the download went wrong")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer")]
    public void Well_known_files_are_called_by_their_names(string text, string expected) => Refused(Latin(text), expected);

    [Fact]
    public void TorchScript_is_refused_with_the_way_out() =>
        Refused(Seed.Zip([("m/data.pkl", Latin("N.")), ("m/constants.pkl", Latin(").")), ("m/code/x.py", [])]),
            "torch.jit.load(path).state_dict()");

    [Fact]
    public void Names_in_messages_cannot_steer_a_terminal() =>
        Assert.DoesNotContain('\u001B', Refused(Zipped(Latin("cos\u001B[31m\nsystem\n)R.")), "it refers to os"));

    [Fact]
    public void Every_beginning_of_every_format_is_one_clear_error()
    {
        foreach (var seed in Seed.Standard())
        {
            for (int length = 0; length < seed.Bytes.Length; length += 1 + (seed.Bytes.Length / 400))
            {
                var trial = Trial.Run(seed.Bytes[..length]);
                Assert.Equal((seed.Name, length, false, null), (seed.Name, length, trial.Accepted, trial.Fault));
            }
        }
    }

    /// <summary>A slice of tests/fuzz-checkpoints.sh.</summary>
    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var mutator = new Mutator(Seed.Standard(), seed: 1);
        for (int i = 0; i < 4000; i++)
        {
            var (name, bytes) = mutator.Make(i);
            Assert.Equal((name, null), (name, Trial.Run(bytes).Fault));
        }
    }

    private static string Refused(byte[] bytes, string expected)
    {
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<UserError>(() => Open(bytes).Dispose());
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), error.Message);
        var trial = Trial.Run(bytes);
        Assert.Null(trial.Fault);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        return error.Message;
    }

    private static WeightsFile Open(byte[] bytes) => WeightsFile.Open(new MemoryBytes("test", bytes));

    private static byte[] Zipped(byte[] pickle, params (string, byte[])[] more) =>
        Seed.Zip([("archive/data.pkl", pickle), ("archive/version", Latin("3\n")), .. more]);

    private static string Reference(string key, byte count) =>
        $"(X\u0007\u0000\u0000\u0000storage{FloatStorage}X\u0001\u0000\u0000\u0000{key}X\u0003\u0000\u0000\u0000cpuK{(char)count}tQ";

    private static byte[] Safetensors(long length, string header, int dataLength) =>
        [.. BitConverter.GetBytes(length), .. Latin(header), .. new byte[dataLength]];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static int IndexOf(byte[] bytes, string text, bool last)
    {
        var span = bytes.AsSpan();
        return last ? span.LastIndexOf(Latin(text)) : span.IndexOf(Latin(text));
    }
}
