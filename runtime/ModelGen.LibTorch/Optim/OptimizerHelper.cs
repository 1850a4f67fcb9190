using ModelGen.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share: a state for each parameter, and its way to files and back.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    /// <summary>The options of groups that leave some open.</summary>
    protected OptimizerOptions _defaults = new();

    public OptimizerHelper()
    {
    }

    /// <summary>The options and the state: the objects themselves, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            List<int> places = [];
            foreach (var parameter in group.Parameters)
            {
                places.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add(places);
        }
        return dictionary;
    }

    /// <summary>Copies the options and the state of another optimizer of this type.</summary>
    /// <exception cref="ArgumentException">It has other groups or another number of parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (target, source) in own.Options.Zip(state_dict.Options))
        {
            if (!ReferenceEquals(target, source))
                target.LoadStateDict(source);
        }
        foreach (var (target, source) in own.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(target, source))
                target.LoadStateDict(source);
        }
    }

    /// <summary>Writes the options and the state in TorchSharp's own format.</summary>
    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    /// <summary>Writes the type's name, the two counts in LEB128, the options of each group and the state of each parameter.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(dictionary.Options.Count);
        writer.Write7BitEncodedInt64(dictionary.State.Count);
        foreach (var options in dictionary.Options)
            options.SaveStateDict(writer);
        foreach (var state in dictionary.State)
            state.SaveStateDict(writer);
    }

    /// <summary>Reads what <see cref="save_state_dict(string)"/> or TorchSharp wrote.</summary>
    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">Another type of optimizer wrote it.</exception>
    /// <exception cref="ArgumentException">It has other groups or another number of parameters.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        string type = reader.ReadString();
        if (type != GetType().Name)
        {
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{type}' in the loaded stream.");
        }
        var own = state_dict();
        CheckCounts(own, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (var options in own.Options)
            options.LoadStateDict(reader);
        foreach (var state in own.State)
            state.LoadStateDict(reader);
    }

    /// <summary>Moves the state.</summary>
    public void to(Device device)
    {
        foreach (var state in states.Values)
            state.to(device);
    }

    public override void zero_grad()
    {
        var gradients = new List<Tensor>();
        foreach (var parameter in parameters())
        {
            if (parameter.grad is { } gradient)
                gradients.Add(gradient);
        }
        if (gradients.Count == 0)
            return;
        using var _ = no_grad();
        Foreach.zero_([.. gradients]);
        gradients.ForEach(gradient => gradient.Dispose());
    }

    /// <summary>Adds parameters with options of their own; those that they leave open are the optimizer's.</summary>
    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options ??= NewOptions();
        param_group.Options.Complete(_defaults);
        _parameter_groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            if (!states.TryAdd(parameter, NewState(parameter)))
                throw new ArgumentException("A parameter appears in more than one parameter group.");
            states[parameter].Initialize(param_group.Options);
        }
    }

    /// <summary>Runs the closure with gradients, and then the body for each group without.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var _ = enable_grad();
            loss = loss_closure();
        }
        using (no_grad())
        {
            foreach (var group in _parameter_groups)
                body((T)group);
        }
        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        foreach (var state in states.Values)
            state.Free();
        states.Clear();
    }

    internal abstract OptimizerState NewState(Parameter parameter);

    /// <summary>Options that are all open.</summary>
    internal abstract OptimizerOptions NewOptions();

    /// <summary>Takes the parameters, and the options of groups that leave some open.</summary>
    private protected void Begin(IEnumerable<ParamGroup> groups, OptimizerOptions defaults)
    {
        defaults.InitialLearningRate = defaults.LearningRate!.Value;
        _defaults = defaults;
        foreach (var group in groups)
            add_param_group(group);
    }

    /// <summary>The parameters of a group that have a gradient, with it and their state.</summary>
    internal GradientList<TState> WithGradients<TState>(ParamGroup group, bool maximize, double weight_decay)
        where TState : OptimizerState
    {
        List<(Parameter, Tensor, TState)> entries = [];
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is { } gradient)
                entries.Add((parameter, gradient, (TState)states[parameter]));
        }
        return new(entries, maximize, weight_decay);
    }

    private static void CheckCounts(StateDictionary own, long options, long states)
    {
        if (options != own.Options.Count)
        {
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of parameter groups: expected {own.Options.Count}, but found {options}.");
        }
        if (states != own.State.Count)
        {
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of states: expected {own.State.Count}, but found {states}.");
        }
    }
}
