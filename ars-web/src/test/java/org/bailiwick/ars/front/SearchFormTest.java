package org.bailiwick.ars.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.page.HtmlPage;
import org.junit.jupiter.api.Test;

class SearchFormTest {

  @Test
  void meansTheBodyOfASearch() {
    SearchForm form =
        SearchForm.read(
            parameters(
                "find", "agents",
                "capability", " invoice.parse?region=eu&lang=de ",
                "versions", ">=1 <3",
                "text", "overdue \"invoices\"",
                "tags", "a, b",
                "owner", "",
                "attestation", "affirming",
                "attested_within", "P1D",
                "input_types", "booking@1 application/pdf",
                "page_token", "abc"));

    assertThat(form.body())
        .hasToString(
            "{\"capabilities\":[{\"name\":\"invoice.parse\",\"versions\":\">=1 <3\","
                + "\"parameters\":{\"region\":\"eu\",\"lang\":\"de\"}}],"
                + "\"text\":\"overdue \\\"invoices\\\"\",\"tags\":[\"a\",\"b\"],"
                + "\"input_types\":[\"booking@1\",\"application/pdf\"],"
                + "\"attestation\":{\"status\":\"affirming\",\"max_age\":\"P1D\"},"
                + "\"page_token\":\"abc\","
                + "\"facets\":[\"owner\",\"capability\",\"attestation\",\"validation_method\","
                + "\"tag\"]}");
  }

  @Test
  void keepsWhatWasFilledInAndTheNextPageIsOfTheSameSearch() {
    SearchForm form =
        SearchForm.read(parameters("find", "agents", "text", "<b>\"x\"", "tags", "a"));
    assertThat(new HtmlPage("A page").form(form.form()).text())
        .contains("value=\"&lt;b&gt;&quot;x&quot;\"", "name=\"find\" value=\"agents\"")
        .doesNotContain("<b>");
    assertThat(form.next("tok_en").target())
        .isEqualTo("?find=agents&text=%3Cb%3E%22x%22&tags=a&page_token=tok_en");
    assertThat(form.narrowed("tag", "b", "b").target()).endsWith("&tags=a+b");
    assertThat(form.narrowed("validation_method", "wit", "wit").target())
        .endsWith("&validation_methods=wit");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    refuses(parameters("find", "agents", "nonsense", "1"));
    refuses(parameters("find", "agents", "state", "listed"));
    refuses(parameters("find", "agents", "capability", "a.b?x"));
    MultivaluedMap<String, String> twice = parameters("find", "agents", "owner", "a");
    twice.add("owner", "b");
    refuses(twice);
  }

  private static void refuses(MultivaluedMap<String, String> parameters) {
    assertThatThrownBy(() -> SearchForm.read(parameters).body())
        .isInstanceOf(ProblemException.class);
  }

  private static MultivaluedMap<String, String> parameters(String... pairs) {
    MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.add(pairs[i], pairs[i + 1]);
    }
    return parameters;
  }
}
