using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>Each operation on bytes beside torchvision's: on byte tensors for colours, on Pillow's images for what moves pixels.</summary>
public sealed class ImageStepsTests
{
    private static readonly ImageShape Shape = new(3, 20, 24);

    private static readonly ImageSet Images = TestImages.Noise(1, Shape);

    private static readonly (string Name, Action<ByteImage> Ours, string Theirs)[] Operations =
    [
        ("brightness down", i => ColourPixels.Brightness(i, 0.37), "F.adjust_brightness(t, 0.37)"),
        ("brightness up", i => ColourPixels.Brightness(i, 1.83), "F.adjust_brightness(t, 1.83)"),
        ("contrast down", i => ColourPixels.Contrast(i, 0.37), "F.adjust_contrast(t, 0.37)"),
        ("contrast up", i => ColourPixels.Contrast(i, 1.9), "F.adjust_contrast(t, 1.9)"),
        ("saturation down", i => ColourPixels.Saturation(i, 0.1), "F.adjust_saturation(t, 0.1)"),
        ("saturation up", i => ColourPixels.Saturation(i, 1.7), "F.adjust_saturation(t, 1.7)"),
        ("sharpness down", i => ColourPixels.Sharpness(i, 0.3), "F.adjust_sharpness(t, 0.3)"),
        ("sharpness up", i => ColourPixels.Sharpness(i, 1.9), "F.adjust_sharpness(t, 1.9)"),
        ("hue forwards", i => ColourPixels.Hue(i, 0.31), "F.adjust_hue(t, 0.31)"),
        ("hue backwards", i => ColourPixels.Hue(i, -0.45), "F.adjust_hue(t, -0.45)"),
        ("posterize", i => ColourPixels.Posterize(i, 3), "F.posterize(t, 3)"),
        ("solarize", i => ColourPixels.Solarize(i, 110.5), "F.solarize(t, 110.5)"),
        ("auto contrast", ColourPixels.AutoContrast, "F.autocontrast(t)"),
        ("equalize", ColourPixels.Equalize, "F.equalize(t)"),
        ("flip", MovePixels.FlipHorizontally, "F.hflip(t)"),
        ("crop", i => MovePixels.Crop(i, 20, 4, 3, 7), "F.crop(F.pad(t, 4), 3, 7, 20, 20)"),
        ("rotation", i => MovePixels.Rotate(i, 17), "on_pillow(lambda p: F.rotate(p, 17))"),
        ("rotation backwards", i => MovePixels.Rotate(i, -70), "on_pillow(lambda p: F.rotate(p, -70))"),
        ("shear x", i => MovePixels.ShearX(i, 0.3), "on_pillow(lambda p: p.transform(p.size, Image.AFFINE, (1, 0.3, 0, 0, 1, 0)))"),
        ("shear y", i => MovePixels.ShearY(i, -0.4), "on_pillow(lambda p: p.transform(p.size, Image.AFFINE, (1, 0, 0, -0.4, 1, 0)))"),
        ("translation", i => MovePixels.Translate(i, 5, -3), "on_pillow(lambda p: F.affine(p, 0, [5, -3], 1, [0, 0]))"),
        ("resized crop", i => MovePixels.ResizedCrop(i, 2, 3, 15, 11, 20,
            20), "on_pillow(lambda p: F.resized_crop(p, 2, 3, 15, 11, [20, 20]))"),
        ("resized crop, smaller", i => MovePixels.ResizedCrop(i, 0, 0, 20, 24, 9,
            14), "on_pillow(lambda p: F.resized_crop(p, 0, 0, 20, 24, [9, 14]))"),
    ];

    private static readonly Lazy<byte[][]> Expected = new(() =>
    {
        string script = $$"""
            import torch, numpy
            from PIL import Image
            from torchvision.transforms import functional as F
            t = torch.tensor([{{string.Join(",", Images[0].ToArray())}}], dtype=torch.uint8).reshape({{Shape.Channels}}, {{Shape.Height}}, {{Shape.Width}})
            def on_pillow(f):
                return torch.from_numpy(numpy.array(f(Image.fromarray(t.permute(1, 2, 0).numpy()))).transpose(2, 0, 1).copy())
            for r in [{{string.Join(",\n", Operations.Select(o => o.Theirs))}}]:
                print(*r.flatten().tolist())
            """;
        return [.. Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ').Select(byte.Parse).ToArray())];
    });

    public static TheoryData<string> Names => [.. Operations.Select(o => o.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Gives_torchvisions_bytes(string name)
    {
        int which = Array.FindIndex(Operations, o => o.Name == name);
        byte[] expected = Expected.Value[which];
        var image = new ByteImage();
        image.Load(Images[0], Shape);
        Operations[which].Ours(image);
        byte[] found = image.All.ToArray();
        Assert.Equal(expected.Length, found.Length);
        int other = expected.Zip(found).Count(pair => Math.Abs(pair.First - pair.Second) > 1);
        int rounded = expected.Zip(found).Count(pair => Math.Abs(pair.First - pair.Second) == 1);
        // Pillow rounds its affine maps to 1/65,536 of a pixel: a pixel whose place lies on an edge may come out on the other side. It
        // weights pixels in fixed point when it resizes; and torchvision blends the border, which sharpness leaves alone, with itself,
        // cutting 1.9v − 0.9v down.
        Assert.True(other <= expected.Length / 200, $"{other} of {expected.Length} differ");
        Assert.True(rounded <= expected.Length / 20, $"{rounded} of {expected.Length} are rounded differently");
    }

    [Fact]
    public void Grey_images_work_too()
    {
        var grey = new ImageShape(1, 12, 12);
        var images = TestImages.Noise(4, grey);
        Augmentation[] augment = [new Augmentation.ColorJitter(0.4, 0.4, 0.4, 0.2), new Augmentation.RandAugment(),
            new Augmentation.TrivialAugment(), new Augmentation.RandomResizedCrop(12)];
        var writer = new BatchWriter(images, new([0f], [1f]), augment, 1, false);
        var output = new float[grey.Size];
        for (int epoch = 0; epoch < 50; epoch++)
        {
            writer.Write(epoch, epoch % 4, output);
            Assert.All(output, v => Assert.InRange(v, 0, 1));
        }
    }
}
