using System.Globalization;
using ModelGen;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Models;

// Says what ResNet20 sees in pictures: Predictor WEIGHTS IMAGE...
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Predictor WEIGHTS IMAGE...   (WEIGHTS: a checkpoint, or a file of PyTorch, safetensors or TorchSharp)");
    return 2;
}

try
{
    using var net = new ResNet20();
    var checkpoint = Checkpoint.Load(args[0], net, ResNet20.Info);
    var classes = checkpoint?.Data.ClassNames ?? Cifar10Reader.ClassNames;
    var normalization = checkpoint?.Data.Normalization ?? Normalization.Cifar10;
    Console.WriteLine($"{nameof(ResNet20)}: {net.state_dict().Count} tensors, the last layer's weight is {string.Join('×', net.Linear.weight!.shape)}");

    var pictures = new PictureReader(new StbImageDecoder());
    foreach (string path in args[1..])
    {
        using var images = new BatchLoader(pictures.Read(path, ImageShape.Of(ResNet20.InputShape)).Image, normalization, null, new BatchLoaderOptions { BatchSize = 1 });
        float[] probabilities = Evaluator.Predict(net, images)[0];
        int best = Array.IndexOf(probabilities, probabilities.Max());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {classes[best]} {probabilities[best]:p1}"));
    }

    return 0;
}
catch (UserError e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
