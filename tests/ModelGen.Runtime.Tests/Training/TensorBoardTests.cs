using System.Globalization;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Training;

public sealed class TensorBoardTests
{
    [SkippableTheory]
    [InlineData("tensorboard")]
    [InlineData("google.protobuf")]
    public void A_real_reader_gets_back_what_was_written(string module)
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TensorBoardWriter(folder.Path, everySteps: 2))
        {
            using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, null, new TrainingOptions { Subset = 320, Validation = new(64, 0) });
            trainer.Observers.Add(writer);
            trainer.Run();
        }

        string[] lines = Python.RunWith(module, (module == "tensorboard" ? Accumulator : Protobuf).Replace("FOLDER", folder.Path, StringComparison.Ordinal)).Split('\n');
        // 256 training images make 4 steps an epoch, in 2 epochs.
        Assert.Equal("train/loss 2 4 6 8", lines[0]);
        Assert.Equal("learning_rate 2 4 6 8", lines[1]);
        Assert.Equal("validation/accuracy 4 8", lines[2]);
        Assert.InRange(double.Parse(lines[3], CultureInfo.InvariantCulture), 1.5, 3.5);
    }

    private const string Accumulator = """
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        e = EventAccumulator("FOLDER"); e.Reload()
        for tag in ["train/loss", "learning_rate", "validation/accuracy"]:
            print(tag, *[s.step for s in e.Scalars(tag)])
        print(e.Scalars("train/loss")[0].value)
        """;

    /// <summary>Google's protocol buffers with the fields of TensorFlow's event.proto, TFRecord's framing and checksums by their specification.</summary>
    private const string Protobuf = """
        import glob, struct
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
        f = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t", syntax="proto3")
        def message(name, *fields):
            m = f.message_type.add(name=name)
            for n, number, kind, repeated, type_name in fields:
                m.field.add(name=n, number=number, type=kind, label=3 if repeated else 1, type_name=type_name)
        message("Value", ("tag", 1, 9, False, None), ("simple_value", 2, 2, False, None))
        message("Summary", ("value", 1, 11, True, ".t.Value"))
        message("Event", ("wall_time", 1, 1, False, None), ("step", 2, 3, False, None), ("file_version", 3, 9, False, None), ("summary", 5, 11, False, ".t.Summary"))
        pool = descriptor_pool.DescriptorPool(); pool.Add(f)
        found = pool.FindMessageTypeByName("t.Event")
        Event = message_factory.GetMessageClass(found) if hasattr(message_factory, "GetMessageClass") else message_factory.MessageFactory(pool).GetPrototype(found)
        table = []
        for n in range(256):
            for _ in range(8): n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
            table.append(n)
        def masked(data):
            c = 0xFFFFFFFF
            for b in data: c = (c >> 8) ^ table[(c ^ b) & 255]
            c ^= 0xFFFFFFFF
            return (((c >> 15) | (c << 17)) + 0xA282EAD8) & 0xFFFFFFFF
        data, events = open(glob.glob("FOLDER/*")[0], "rb").read(), []
        while data:
            length, crc = struct.unpack("<QI", data[:12])
            assert crc == masked(data[:8])
            body, end = data[12:12 + length], data[12 + length:16 + length]
            assert struct.unpack("<I", end)[0] == masked(body)
            events.append(Event.FromString(body)); data = data[16 + length:]
        assert events[0].file_version == "brain.Event:2"
        for tag in ["train/loss", "learning_rate", "validation/accuracy"]:
            print(tag, *[e.step for e in events for v in e.summary.value if v.tag == tag])
        print([v.simple_value for e in events for v in e.summary.value if v.tag == "train/loss"][0])
        """;
}
