using Mono.Cecil;
using Mono.Cecil.Cil;
using WanVideo.Concurrency.Controlled;

// Replaces the blocking types of .NET that Coyote does not control in the assemblies of the module: each by the type of the same name in
// WanVideo.Concurrency.Controlled. Arguments: the paths of the assemblies.
var controlled = typeof(SeededRace);
foreach (var path in args)
{
    using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true });
    var scope = AssemblyNameReference.Parse(controlled.Assembly.FullName);
    if (module.AssemblyReferences.Any(reference => reference.FullName == scope.FullName))
    {
        continue;
    }

    module.AssemblyReferences.Add(scope);
    foreach (var type in module.GetTypeReferences().Where(type => type.Namespace is "System.Collections.Concurrent" or "System.Threading.Channels"))
    {
        if (controlled.Assembly.GetType($"{controlled.Namespace}.{type.Name}") is not null)
        {
            (type.Namespace, type.Scope) = (controlled.Namespace, scope);
        }
    }

    foreach (var instruction in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions))
    {
        if (instruction.Operand is MethodReference { Name: "WaitAsync", Parameters.Count: 1, DeclaringType: GenericInstanceType { Name: "Task`1" } task })
        {
            var method = new GenericInstanceMethod(module.ImportReference(typeof(TaskMethods).GetMethod(nameof(TaskMethods.WaitAsync))));
            method.GenericArguments.Add(task.GenericArguments[0]);
            (instruction.OpCode, instruction.Operand) = (OpCodes.Call, method);
        }
    }

    module.Write(path);
}
