namespace ModelGen;

/// <summary>
/// Something the user can put right: a file that is not what it should be, a name nobody knows. The message is one or two plain
/// sentences (place, what was found, what was expected, the nearest fix); the command line prints it alone and exits with code 2.
/// </summary>
public class UserError : Exception
{
    public UserError(string message) : base(message)
    {
    }

    public UserError(string message, Exception innerException) : base(message, innerException)
    {
    }
}
