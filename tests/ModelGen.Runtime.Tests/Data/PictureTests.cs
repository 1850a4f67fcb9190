using System.Globalization;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class PictureTests
{
    [Fact]
    public void A_written_png_reads_back_pixel_for_pixel()
    {
        using var folder = new TemporaryFolder();
        var images = TestImages.Noise(1, new ImageShape(3, 32, 32));
        using (var file = File.Create(folder["x.png"]))
            PngWriter.Write(file, images.Shape, images[0]);
        var picture = new PictureReader(new StbImageDecoder()).Read(folder["x.png"], images.Shape);
        Assert.Equal(images[0].ToArray(), picture.Image[0].ToArray());
        Assert.Null(picture.Note);
    }

    [SkippableTheory]
    [InlineData(48, 40, 32, 32)]
    [InlineData(100, 64, 32, 32)]
    [InlineData(20, 24, 32, 32)]
    public void Resizing_is_Pillows_bilinear(int width, int height, int newWidth, int newHeight)
    {
        using var folder = new TemporaryFolder();
        // Smooth and rough parts; Pillow rounds its weights to 22 bits, so a value may differ by one.
        string script = string.Create(CultureInfo.InvariantCulture, $"""
            from PIL import Image
            im = Image.new("RGB", ({width}, {height}))
            im.putdata([((7*x*y) % 256, (x*255)//{width}, (y*31 + x*x) % 256) for y in range({height}) for x in range({width})])
            im.save(r"{folder["in.png"]}")
            print(" ".join(map(str, im.resize(({newWidth}, {newHeight}), Image.BILINEAR).tobytes())))
            """);
        int[] expected = [.. Python.RunWithPillow(script).Split(' ').Select(int.Parse)];
        var picture = new StbImageDecoder().Decode(folder["in.png"]);
        Assert.Equal((width, height), (picture.Width, picture.Height));
        var resized = BilinearResizer.Resize(picture, newWidth, newHeight);
        Assert.Equal(expected.Length, resized.Rgb.Length);
        Assert.All(expected.Zip(resized.Rgb), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
    }

    [Fact]
    public void A_picture_of_another_size_is_resized_with_a_note()
    {
        using var folder = new TemporaryFolder();
        var images = TestImages.Noise(1, new ImageShape(3, 16, 20));
        using (var file = File.Create(folder["x.png"]))
            PngWriter.Write(file, images.Shape, images[0]);
        var picture = new PictureReader(new StbImageDecoder()).Read(folder["x.png"], new ImageShape(3, 32, 32));
        Assert.Equal($"{folder["x.png"]}: resized from 20×16 to the model's 32×32 (bilinear)", picture.Note);
        Assert.Equal(new ImageShape(3, 32, 32), picture.Image.Shape);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16 })]
    public void Files_that_are_no_pictures_are_named(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["x.png"], bytes);
        var error = Assert.Throws<UserError>(() => new StbImageDecoder().Decode(folder["x.png"]));
        Assert.StartsWith($"{folder["x.png"]}: not a JPEG, PNG", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SkippableFact]
    public void Damaged_jpegs_end_in_a_message_or_a_picture_and_never_in_a_hang()
    {
        using var folder = new TemporaryFolder();
        Python.RunWithPillow($"""
            from PIL import Image
            im = Image.new("RGB", (40, 40))
            im.putdata([((7*x*y) % 256, x*6, (y*31 + x*x) % 256) for y in range(40) for x in range(40)])
            im.save(r"{folder["x.jpg"]}", quality=80)
            im.save(r"{folder["progressive.jpg"]}", progressive=True)
            im.save(r"{folder["x.png"]}")
            """);
        foreach (string name in new[] { "x.jpg", "progressive.jpg", "x.png" })
        {
            byte[] whole = File.ReadAllBytes(folder[name]);
            Assert.True(Decodes(whole), $"{name} is a good picture");
            Assert.False(Decodes(whole[..(whole.Length / 2)]), $"half of {name} is none");
            var random = new Random(1);
            for (int i = 0; i < 300; i++)
            {
                byte[] damaged = [.. whole];
                damaged[random.Next(2, whole.Length)] = (byte)random.Next(256);
                Decodes(i % 2 == 0 ? damaged : damaged[..random.Next(whole.Length)]);
            }
        }

        bool Decodes(byte[] bytes)
        {
            File.WriteAllBytes(folder["damaged"], bytes);
            var decoding = Task.Run(() => new StbImageDecoder().Decode(folder["damaged"]));
            try
            {
                Assert.True(decoding.Wait(TimeSpan.FromSeconds(10)), "decoding hangs");
                return true;
            }
            catch (AggregateException e) when (e.InnerException is UserError)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_missing_picture_is_named() =>
        Assert.Equal("/nowhere/x.png: not found", Assert.Throws<UserError>(() => new StbImageDecoder().Decode("/nowhere/x.png")).Message);
}
