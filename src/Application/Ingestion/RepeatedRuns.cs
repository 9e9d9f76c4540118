using System.Linq.Expressions;
using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Ingestion;

/// <summary>A batch is stored at once, so it cannot say which of two inputs for one task run comes last.</summary>
internal static class RepeatedRuns
{
    /// <param name="rule">Ends the message.</param>
    internal static void RefuseRepeatedRuns<T, TInput>(
        this AbstractValidator<T> validator, Expression<Func<T, IReadOnlyList<TInput>>> batch, string rule)
        where TInput : ITaskRunInput
    {
        validator.RuleFor(batch).Custom((inputs, context) =>
        {
            var first = new Dictionary<(PushKey, TaskRunKey), int>(inputs.Count);
            for (var i = 0; i < inputs.Count; i++)
            {
                var input = inputs[i];
                var key = (new PushKey(input.Repository, input.Revision), new TaskRunKey(input.TaskId, input.RunId));
                if (!first.TryAdd(key, i))
                {
                    context.AddFailure(new ValidationFailure(
                        $"{context.PropertyPath}[{i}].TaskId", $"and run {input.RunId} repeat inputs[{first[key]}]; {rule}"));
                }
            }
        });
    }
}
