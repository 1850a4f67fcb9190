namespace ModelGen.Checkpoints.Pickle;

/// <summary>
/// What a pickle may reach outside itself. The machine asks for every name, call and outside object; the host answers with plain data, or
/// with null for what it doesn't know, which the machine then refuses. Nothing is ever looked up in this process, let alone run.
/// </summary>
internal interface IPickleHost
{
    /// <summary>Whether this name may appear.</summary>
    bool Knows(PickleGlobal global);

    /// <summary>The value of a call of a known name; null if it cannot be called so.</summary>
    object? Call(PickleGlobal global, PickleTuple arguments);

    /// <summary>The object that stands outside the pickle under this id; null if there is none.</summary>
    object? Outside(object? id);
}
