using System.Text;
using FluentValidation;
using MediatR;

namespace GroupResults.Application.Behaviors;

/// <summary>Refuses a request that its validators find faults in, before any handler sees it.</summary>
/// <exception cref="InvalidInputException">With up to <see cref="MaxFaults"/> faults.</exception>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    private const int MaxFaults = 20;

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        List<Refusal>? faults = null;
        foreach (var validator in validators)
        {
            foreach (var failure in validator.Validate(request).Errors)
            {
                faults ??= [];
                if (faults.Count == MaxFaults) break;
                var field = FieldOf(failure.PropertyName);
                faults.Add(Refusal.InvalidInput(field, $"{field} {failure.ErrorMessage}"));
            }
        }

        return faults is null ? next() : throw new InvalidInputException(faults);
    }

    /// <summary><c>Inputs[3].Results[7].Group</c> as a client writes it: <c>inputs[3].results[7].group</c>.</summary>
    private static string FieldOf(string propertyPath)
    {
        var field = new StringBuilder(propertyPath);
        for (var i = 0; i < field.Length; i++)
        {
            if (i == 0 || field[i - 1] == '.') field[i] = char.ToLowerInvariant(field[i]);
        }

        return field.ToString();
    }
}
