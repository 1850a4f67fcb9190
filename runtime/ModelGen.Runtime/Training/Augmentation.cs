namespace ModelGen;

/// <summary>One augmentation of the training images. The family is closed.</summary>
public abstract record Augmentation
{
    private Augmentation()
    {
    }

    /// <summary>Pads with zeros (black) and cuts a square of <paramref name="Size"/> pixels at a random place: <c>{random_crop: 32, padding: 4}</c>.</summary>
    public sealed record RandomCrop(int Size, int Padding = 0) : Augmentation;

    /// <summary>
    /// Cuts a rectangle of <paramref name="MinScale"/> to <paramref name="MaxScale"/> of the area, with sides between 3:4 and 4:3, and
    /// resizes it to <paramref name="Size"/> pixels square, or to the size it had where that is 0 (Szegedy et al., "Going deeper with convolutions", CVPR 2015, section 6):
    /// <c>random_resized_crop</c>, <c>{random_resized_crop: 32, min_scale: 0.5}</c>.
    /// </summary>
    public sealed record RandomResizedCrop(int Size = 0, double MinScale = 0.08, double MaxScale = 1) : Augmentation;

    /// <summary>Mirrors left and right with probability <paramref name="P"/>: <c>horizontal_flip</c>.</summary>
    public sealed record HorizontalFlip(double P = 0.5) : Augmentation;

    /// <summary>Turns by an angle drawn from ±<paramref name="Degrees"/>, nearest pixel, black corners: <c>{rotation: 15}</c>.</summary>
    public sealed record Rotation(double Degrees) : Augmentation;

    /// <summary>
    /// Scales brightness, contrast and saturation by factors drawn from 1 ± the argument, and turns the hue by up to ±<paramref name="Hue"/> of
    /// the circle, in random order: <c>{color_jitter: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}</c>.
    /// </summary>
    public sealed record ColorJitter(double Brightness = 0, double Contrast = 0, double Saturation = 0, double Hue = 0) : Augmentation;

    /// <summary>
    /// Hides a square of <paramref name="Size"/> pixels around a random pixel, with the channels' means (DeVries and Taylor, "Improved
    /// regularization of convolutional neural networks with cutout", 2017): <c>{cutout: 8}</c>.
    /// </summary>
    public sealed record Cutout(int Size) : Augmentation;

    /// <summary>
    /// With probability <paramref name="P"/> hides a rectangle of <paramref name="MinScale"/> to <paramref name="MaxScale"/> of the area, with
    /// sides between 3:10 and 10:3, with the channels' means (Zhong et al., "Random erasing data augmentation", AAAI 2020): <c>{random_erasing: 0.25}</c>.
    /// </summary>
    public sealed record RandomErasing(double P = 0.5, double MinScale = 0.02, double MaxScale = 0.33) : Augmentation;

    /// <summary>
    /// <paramref name="Ops"/> random operations at <paramref name="Magnitude"/> of 0 to 30 (Cubuk et al., "RandAugment", 2020), as torchvision
    /// does them: <c>{rand_augment: 2, magnitude: 9}</c>.
    /// </summary>
    public sealed record RandAugment(int Ops = 2, int Magnitude = 9) : Augmentation;

    /// <summary>One random operation at a random strength (Müller and Hutter, "TrivialAugment", ICCV 2021; the wide space): <c>trivial_augment</c>.</summary>
    public sealed record TrivialAugment : Augmentation;

    /// <summary>
    /// Blends each image of a batch, and its label, with its neighbour's; the share is drawn from Beta(α, α) (Zhang et al., "mixup",
    /// ICLR 2018): <c>{mixup: 0.2}</c>. With cutmix beside it, each batch gets one of the two.
    /// </summary>
    public sealed record Mixup(double Alpha = 0.2) : Augmentation;

    /// <summary>
    /// Pastes a rectangle of its neighbour into each image of a batch; labels are mixed by area (Yun et al., "CutMix", ICCV 2019):
    /// <c>{cutmix: 1}</c>.
    /// </summary>
    public sealed record Cutmix(double Alpha = 1) : Augmentation;
}
