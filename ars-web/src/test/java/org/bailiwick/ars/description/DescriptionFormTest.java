package org.bailiwick.ars.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionFormTest {
  private static final Set<String> SIGNED = Set.of("invoice.parse@1?region=eu", "fx.rates@1");

  /** Written with ' for ". */
  static final Iterable<String> REFUSED =
      Stream.of(
              "[]",
              "'text'",
              "{'name':'x'}",
              "{'title':''}",
              "{'title':7}",
              "{'title':null}",
              "{'title':' x'}",
              "{'title':'two\\nlines'}",
              "{'title':'bell\\u0007'}",
              "{'title':'left\\u202eright'}",
              "{'title':'\\u2800'}",
              "{'title':'a\\u200bb'}",
              "{'description':'\\u2800\\u2800'}",
              "{'examples':['\\u2800']}",
              "{'title':'isolate\\u2066x\\u2069'}",
              "{'title':'joined\\u200dx'}",
              "{'title':'nul\\u0000'}",
              "{'title':'lone\\ud800'}",
              "{'title':'e\\u0301'}",
              "{'description':'\\u200e'}",
              "{'description':['x']}",
              "{'version':{}}",
              "{'tags':'x'}",
              "{'tags':['Upper']}",
              "{'tags':['-x']}",
              "{'tags':['a b']}",
              "{'tags':['a','a']}",
              "{'tags':[1]}",
              "{'examples':['']}",
              "{'icon_url':'http://a.example/i.png'}",
              "{'icon_url':'https://user:secret@a.example/i.png'}",
              "{'icon_url':'https://localhost/i.png'}",
              "{'icon_url':'https://a.localhost/i.png'}",
              "{'icon_url':'https://127.0.0.1/i.png'}",
              "{'icon_url':'https://[::1]/i.png'}",
              "{'icon_url':'https://[::ffff:127.0.0.1]/i.png'}",
              "{'icon_url':'https://0x7f.1/i.png'}",
              "{'icon_url':'https://169.254.169.254/latest'}",
              "{'documentation_url':'javascript:alert(1)'}",
              "{'documentation_url':'data:text/html,x'}",
              "{'documentation_url':'/relative'}",
              "{'skills':{}}",
              "{'skills':['x']}",
              "{'skills':[{}]}",
              "{'skills':[{'capability':'ledger.post@1'}]}",
              "{'skills':[{'capability':'invoice.parse@1'}]}",
              "{'skills':[{'capability':7}]}",
              "{'skills':[{'capability':'fx.rates@1'},{'capability':'fx.rates@1'}]}",
              "{'skills':[{'capability':'fx.rates@1','owner':'x'}]}",
              "{'skills':[{'capability':'fx.rates@1','input_types':['JSON']}]}",
              "{'skills':[{'capability':'fx.rates@1','input_types':['a/*;q=1']}]}",
              "{'skills':[{'capability':'fx.rates@1','input_schema':true}]}",
              "{'skills':[{'capability':'fx.rates@1','input_schema':{'a\\u202e':1}}]}",
              "{'skills':[{'capability':'fx.rates@1','input_schema':{'const':'\\u0000'}}]}",
              "{'skills':[{'capability':'fx.rates@1','output_schema':{'$ref':'https://a.example/s'}}]}",
              "{'skills':[{'capability':'fx.rates@1','output_schema':{'$ref':'file:///etc/x'}}]}",
              "{'skills':[{'capability':'fx.rates@1','output_schema':{'$schema':'https://a.example/s'}}]}",
              "{'skills':[{'capability':'fx.rates@1','output_schema':{'$recursiveRef':'https://a.example/s'}}]}",
              "{'title':'x','title':'y'}",
              "{'title':'x'} {}")
          .map(text -> text.replace('\'', '"'))
          .toList();

  @Test
  void keepsEveryMemberInCanonicalForm() {
    String body =
        """
        { "title": "Invoice reader", "version": "2.1", "tags": ["invoices", "eu"],
          "description": "Reads invoices.\\n<b>Fast</b> & exact. Straße, 請求書.",
          "examples": ["Read this invoice"],
          "icon_url": "https://www.example/icon.png",
          "documentation_url": "https://10.1.2.3/docs?x=1",
          "skills": [ { "capability": "invoice.parse@1?region=eu", "description": "Parses",
            "input_types": ["application/pdf", "image/png"], "output_types": ["application/json"],
            "input_schema": {"$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object", "properties": {"$ref": {"type": "string"}, "n": {"maximum": 1e3}},
              "allOf": [{"$ref": "#/$defs/a"}], "description": ""},
            "examples": ["a", "b"] } ] }
        """;
    String canonical = DescriptionForm.canonical(body, SIGNED);
    assertThat(canonical)
        .startsWith("{\"description\":\"Reads invoices.\\n<b>Fast</b> & exact. Straße, 請求書.\"")
        .contains("\"maximum\":1000")
        .endsWith("\"version\":\"2.1\"}");
    assertThat(DescriptionForm.canonical(canonical, SIGNED)).isEqualTo(canonical);
    assertThat(DescriptionForm.canonical("{}", SIGNED)).isEqualTo("{}");
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void refuses(String body) {
    assertThatThrownBy(() -> DescriptionForm.canonical(body, SIGNED))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 60, 500, 20_000})
  void refusesASchemaThatIsNestedDeeply(int depth) {
    String schema = "{\"not\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    String body = skill("\"input_schema\":" + schema);
    assertThatThrownBy(() -> DescriptionForm.canonical(body, SIGNED))
        .isInstanceOf(ProblemException.class);
    String flat = "{\"not\":".repeat(15) + "{}" + "}".repeat(15);
    assertThat(DescriptionForm.canonical(skill("\"input_schema\":" + flat), SIGNED)).contains(flat);
  }

  @Test
  void refusesWhatIsTooLargeOrTooMany() {
    String properties =
        IntStream.range(0, 2000)
            .mapToObj(i -> "\"property" + i + "\":{}")
            .collect(Collectors.joining(","));
    assertThatThrownBy(
            () -> DescriptionForm.canonical(skill("\"input_schema\":{" + properties + "}"), SIGNED))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.REQUEST_TOO_LARGE));
    String tags =
        IntStream.range(0, 33).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
    refuses("{\"tags\":[" + tags + "]}");
    refuses("{\"title\":\"" + "x".repeat(101) + "\"}");
    refuses("{\"description\":\"" + "x".repeat(4001) + "\"}");
  }

  private static String skill(String member) {
    return "{\"skills\":[{\"capability\":\"fx.rates@1\"," + member + "}]}";
  }
}
