namespace ModelGen.Benchmarks;

/// <summary>
/// The line y = <paramref name="Intercept"/> + <paramref name="Slope"/> · x through points, by least squares of the relative deviations: small
/// points count as much as large ones.
/// </summary>
/// <param name="Intercept">At x = 0.</param>
/// <param name="Slope">For each unit of x.</param>
/// <param name="SlopeDeviation">Its standard error; not a number of fewer than three points.</param>
/// <param name="LargestDeviation">Of a point from the line, as a share of its value.</param>
internal sealed record LinearFit(double Intercept, double Slope, double SlopeDeviation, double LargestDeviation)
{
    /// <summary>The line at a place.</summary>
    public double At(double x) => Intercept + (Slope * x);

    /// <param name="points">At least two different x; all y above 0.</param>
    public static LinearFit Through(IReadOnlyList<(double X, double Y)> points)
    {
        double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
        foreach (var (x, y) in points)
        {
            double weight = 1 / (y * y);
            w += weight;
            wx += weight * x;
            wy += weight * y;
            wxx += weight * x * x;
            wxy += weight * x * y;
        }

        double determinant = (w * wxx) - (wx * wx);
        double slope = ((w * wxy) - (wx * wy)) / determinant;
        double intercept = (wy - (slope * wx)) / w;
        var deviations = points.Select(p => (p.Y - intercept - (slope * p.X)) / p.Y).ToList();
        double variance = points.Count > 2 ? deviations.Sum(d => d * d) / (points.Count - 2) : double.NaN;
        return new(intercept, slope, Math.Sqrt(variance * w / determinant), deviations.Max(Math.Abs));
    }
}
