using FluentValidation;

namespace GroupResults.Application;

/// <summary>The push of an input as a client sent it, not yet validated.</summary>
public interface IPushInput
{
    string Repository { get; }

    string Revision { get; }
}

internal sealed class PushInputValidator<T> : AbstractValidator<T>
    where T : IPushInput
{
    public PushInputValidator()
    {
        this.Check(input => input.Repository, InputRules.Repository);
        this.Check(input => input.Revision, InputRules.Revision);
    }
}
