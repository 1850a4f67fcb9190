namespace ModelGen.Compiler.Emit;

/// <summary>Orders names as people do, numbers by their value: ResNet20 before ResNet110. Total: ties are broken by ordinal order.</summary>
public sealed class NaturalOrder : IComparer<string>
{
    public int Compare(string x, string y)
    {
        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            int difference;
            if (char.IsDigit(x[i]) && char.IsDigit(y[j]))
            {
                string left = Number(x, ref i), right = Number(y, ref j);
                difference = left.Length != right.Length ? left.Length - right.Length : string.CompareOrdinal(left, right);
            }
            else
            {
                difference = x[i++] - y[j++];
            }

            if (difference != 0)
                return difference;
        }

        int rest = (x.Length - i) - (y.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    private static string Number(string text, ref int position)
    {
        int start = position;
        while (position < text.Length && char.IsDigit(text[position]))
            position++;
        string digits = text.Substring(start, position - start).TrimStart('0');
        return digits;
    }
}
