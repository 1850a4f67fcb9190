using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by name, in the order in which they were added, each registered under its name.</summary>
public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)>
    where T : nn.Module
{
    private readonly OrderedDict<string, T> items_ = [];

    public ModuleDict()
        : base("ModuleDict")
    {
    }

    public int Count => items_.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => items_.Keys;

    public ICollection<T> Values => items_.Values;

    public (string, T) this[int index]
    {
        get => items_[index];
        set
        {
            items_[index] = value;
            Register();
        }
    }

    public T this[string key]
    {
        get => items_[key];
        set
        {
            items_[key] = value;
            Register();
        }
    }

    public IEnumerator<(string, T)> items() => items_.items();

    public IEnumerable<string> keys() => items_.keys();

    public IEnumerable<T> values() => items_.values();

    public void clear()
    {
        items_.Clear();
        Register();
    }

    public void Clear() => clear();

    public void Add((string, T) item) => Insert(items_.Count, item);

    public void Add(string key, T value) => Insert(items_.Count, (key, value));

    public void Add(KeyValuePair<string, T> item) => Insert(items_.Count, (item.Key, item.Value));

    public void Insert(int index, (string, T) item)
    {
        items_.Insert(index, item);
        Register();
    }

    public bool Remove((string, T) item) => Registered(items_.Remove(item));

    public bool Remove(string key) => Registered(items_.Remove(key));

    public bool Remove(KeyValuePair<string, T> item) => Registered(items_.Remove(item));

    public void RemoveAt(int index)
    {
        items_.RemoveAt(index);
        Register();
    }

    public bool Contains((string, T) item) => items_.Contains(item);

    public bool Contains(KeyValuePair<string, T> item) => items_.Contains(item);

    public bool ContainsKey(string key) => items_.ContainsKey(key);

    public int IndexOf((string, T) item) => items_.IndexOf(item);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => items_.TryGetValue(key, out value);

    public void CopyTo((string, T)[] array, int arrayIndex) => items_.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => items_.CopyTo(array, arrayIndex);

    public IEnumerator<(string, T)> GetEnumerator() => items_.GetEnumerator();

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, T>>)items_).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items_.GetEnumerator();

    private bool Registered(bool removed)
    {
        Register();
        return removed;
    }

    private void Register()
    {
        ClearModules();
        foreach (var (key, module) in items_)
            AddChild(key, module);
    }
}
