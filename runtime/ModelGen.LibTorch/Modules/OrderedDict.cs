using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary whose entries keep the order in which they were added, and can be reached by place.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey, TValue)> entries = [];
    private readonly Dictionary<TKey, TValue> values_ = [];

    public int Count => entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => [.. entries.Select(entry => entry.Item1)];

    public ICollection<TValue> Values => [.. entries.Select(entry => entry.Item2)];

    public (TKey, TValue) this[int index]
    {
        get => entries[index];
        set
        {
            values_.Remove(entries[index].Item1);
            values_.Add(value.Item1, value.Item2);
            entries[index] = value;
        }
    }

    public TValue this[TKey key]
    {
        get => values_[key];
        set
        {
            values_[key] = value;
            int place = PlaceOf(key);
            if (place < 0)
                entries.Add((key, value));
            else
                entries[place] = (key, value);
        }
    }

    public IEnumerator<(TKey, TValue)> items() => entries.GetEnumerator();

    public IEnumerable<TKey> keys() => entries.Select(entry => entry.Item1);

    public IEnumerable<TValue> values() => entries.Select(entry => entry.Item2);

    public void clear()
    {
        entries.Clear();
        values_.Clear();
    }

    public void Clear() => clear();

    public void Add((TKey, TValue) item) => Insert(entries.Count, item);

    public void Add(TKey key, TValue value) => Insert(entries.Count, (key, value));

    public void Add(KeyValuePair<TKey, TValue> item) => Insert(entries.Count, (item.Key, item.Value));

    public void Insert(int index, (TKey, TValue) item)
    {
        values_.Add(item.Item1, item.Item2);
        entries.Insert(index, item);
    }

    public bool Contains((TKey, TValue) item) => entries.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => entries.Contains((item.Key, item.Value));

    public bool ContainsKey(TKey key) => values_.ContainsKey(key);

    public int IndexOf((TKey, TValue) item) => entries.IndexOf(item);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => values_.TryGetValue(key, out value);

    public bool Remove(TKey key)
    {
        if (!values_.Remove(key))
            return false;
        entries.RemoveAt(PlaceOf(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        values_.Remove(entries[index].Item1);
        entries.RemoveAt(index);
    }

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in entries)
            array[arrayIndex++] = new(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => entries.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        entries.Select(entry => KeyValuePair.Create(entry.Item1, entry.Item2)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    private int PlaceOf(TKey key) => entries.FindIndex(entry => EqualityComparer<TKey>.Default.Equals(entry.Item1, key));
}
