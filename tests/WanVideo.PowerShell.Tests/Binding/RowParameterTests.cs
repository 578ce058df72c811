using System.Management.Automation;
using System.Reflection;
using WanVideo.Binding;
using WanVideo.Commands;

namespace WanVideo.Tests.Binding;

public sealed class RowParameterTests
{
    public static TheoryData<Type, string> Parameters
    {
        get
        {
            var data = new TheoryData<Type, string>();
            foreach (var type in typeof(NewWanVideoTaskCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PSCmdlet)) && !type.IsAbstract))
            {
                foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<ValueTransformationAttribute>() is not null))
                {
                    data.Add(type, property.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void An_invalid_value_on_the_command_line_is_an_error_of_each_parameter(Type command, string parameter)
    {
        var property = command.GetProperty(parameter)!;
        var transformation = property.GetCustomAttribute<ValueTransformationAttribute>()!;
        using var instance = (IDisposable)Activator.CreateInstance(command)!;
        var exception = Assert.ThrowsAny<Exception>(() => property.SetValue(instance, transformation.Transform(null!, new object())));
        Assert.IsType<InvalidValueException>(exception is TargetInvocationException ? exception.InnerException : exception);
        Assert.Null(ValueTransformationAttribute.TakeError());
    }

    [Fact]
    public void The_error_of_a_value_does_not_remain_for_another_value()
    {
        var transformation = new NumberTransformationAttribute<int>();
        Assert.Null(transformation.Transform(null!, "abc"));
        Assert.Equal(5, transformation.Transform(null!, "5"));
        Assert.Null(ValueTransformationAttribute.TakeError());
    }
}
