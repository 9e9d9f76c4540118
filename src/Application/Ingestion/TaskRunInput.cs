using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Ingestion;

/// <summary>The task run of an input as a client sent it, not yet validated.</summary>
public interface ITaskRunInput : IPushInput
{
    string TaskId { get; }

    int RunId { get; }

    string? JobName { get; }

    RunProperties Properties { get; }
}

internal sealed class TaskRunInputValidator<T> : AbstractValidator<T>
    where T : ITaskRunInput
{
    public TaskRunInputValidator()
    {
        Include(new PushInputValidator<T>());
        this.Check(input => input.TaskId, InputRules.TaskId);
        this.Check(input => input.RunId, InputRules.RunId);
        this.Check(input => input.JobName, value => InputRules.Text(value, PushRules.MaxJobNameLength));
        RuleFor(input => input.Properties).Custom(static (properties, context) =>
        {
            var path = context.PropertyPath[..^nameof(ITaskRunInput.Properties).Length]; // Clients know the properties as fields of the input.
            Check(nameof(properties.Platform), Text(properties.Platform));
            Check(nameof(properties.Option), Text(properties.Option));
            Check(nameof(properties.Variant), Text(properties.Variant));
            Check(nameof(properties.Suite), Text(properties.Suite));
            Check(nameof(properties.Tier), properties.Tier is null or (>= 1 and <= RunProperties.MaxTier) ? null : $"is {properties.Tier}; a tier is 1 to {RunProperties.MaxTier}");

            void Check(string field, string? fault)
            {
                if (fault is not null) context.AddFailure(new ValidationFailure(path + field, fault));
            }

            static string? Text(string? value) => InputRules.Text(value, RunProperties.MaxTextLength);
        });
    }
}
