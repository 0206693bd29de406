using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Newtonsoft.Json;

/// Each line of the first file, a class and JSON, becomes an object and JSON again: a line of the second.
public static class RoundTrip
{
  public static void Main(string[] args)
  {
    var types = Assembly.GetExecutingAssembly().GetTypes().ToLookup(type => type.Name);
    var settings = new JsonSerializerSettings { DateParseHandling = DateParseHandling.None };
    using (var writer = new StreamWriter(args[1]))
    {
      foreach (var line in File.ReadAllLines(args[0]))
      {
        var parts = line.Split(new[] { '\t' }, 3);
        try
        {
          var read = JsonConvert.DeserializeObject(parts[2], types[parts[1]].Single(), settings);
          writer.WriteLine(JsonConvert.SerializeObject(read));
        }
        catch (Exception fault)
        {
          writer.WriteLine("!" + fault.Message.Replace('\n', ' '));
        }
      }
    }
  }
}
