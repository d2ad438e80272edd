package org.bailiwick.ars.front;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.page.PageForm;
import org.bailiwick.node.page.PageLink;

/**
 * The form by which people find agents, and the body of {@code POST /v1/discovery} that it means.
 * Fields that are left empty mean nothing, and what is wrong in the others is said by the search
 * itself.
 *
 * @param values what was filled in, by the name of the field
 */
record SearchForm(Map<String, String> values) {
  /** The parameter that says that the page is to search. */
  static final String FIND = "find";

  private static final String PAGE_TOKEN = "page_token";
  private static final String CAPABILITY = "capability";
  private static final String VERSIONS = "versions";
  private static final String ATTESTATION = "attestation";
  private static final String MAX_AGE = "attested_within";
  private static final String AGENTS = "agents";
  private static final List<String> STATUSES = List.of("", "affirming", "warning");
  private static final List<String> TEXTS = List.of("owner", "locality", "segment", "text");
  private static final List<String> LISTS =
      List.of("tags", "input_types", "output_types", "validation_methods");
  private static final List<String> FACETS =
      List.of("owner", CAPABILITY, ATTESTATION, "validation_method", "tag");

  /** The field to which a facet leads that has another name. */
  private static final Map<String, String> FIELD_OF_FACET =
      Map.of("validation_method", "validation_methods", "tag", "tags");

  SearchForm {
    values = Map.copyOf(values);
  }

  /** A form in which nothing is filled in. */
  static SearchForm empty() {
    return new SearchForm(Map.of());
  }

  /** Whether these parameters of the page ask for a search. */
  static boolean isIn(MultivaluedMap<String, String> parameters) {
    return parameters.containsKey(FIND);
  }

  /**
   * Reads the parameters of the page.
   *
   * @throws ProblemException malformed-request for one that is not defined, or is there twice
   */
  static SearchForm read(MultivaluedMap<String, String> parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach(
        (name, given) -> {
          boolean isField = fields(Map.of()).stream().anyMatch(field -> field.name().equals(name));
          if (given.size() != 1 || !(isField || name.equals(FIND) || name.equals(PAGE_TOKEN))) {
            throw malformed("The page has no parameter " + name + ", or has it once only");
          }
          if (!given.getFirst().isBlank() && !name.equals(FIND)) {
            values.put(name, given.getFirst().strip());
          }
        });
    return new SearchForm(values);
  }

  /** The form to fill in, with what was filled in. */
  PageForm form() {
    return new PageForm("Find agents", Map.of(FIND, AGENTS), fields(values));
  }

  private static List<PageForm.Field> fields(Map<String, String> values) {
    List<PageForm.Field> fields = new ArrayList<>();
    add(fields, values, CAPABILITY, "Capability", "Name such as invoice.parse, or with ?region=eu");
    add(fields, values, VERSIONS, "Versions", "A number, or bounds such as >=1 <3");
    add(fields, values, "text", "Words", "In what agents say of themselves; nobody signed that");
    add(fields, values, "tags", "Tags", "As agents say, separated by blanks");
    add(fields, values, "owner", "Owner", "Exactly as it is signed");
    add(fields, values, "locality", "Locality", "Domain or network of the agent's locator");
    add(fields, values, "segment", "Segment", "Name of a segment of the policies");
    fields.add(
        new PageForm.Field(
            ATTESTATION,
            "Attestation",
            "The least status",
            values.getOrDefault(ATTESTATION, ""),
            STATUSES));
    add(fields, values, MAX_AGE, "Attested within", "A duration such as PT12H or P7D");
    add(fields, values, "input_types", "Input types", "Such as booking@1 or application/pdf");
    add(fields, values, "output_types", "Output types", "The same of what comes out");
    add(fields, values, "validation_methods", "Validation methods", "Such as mtls or wit");
    return fields;
  }

  private static void add(
      List<PageForm.Field> to, Map<String, String> values, String name, String... texts) {
    to.add(new PageForm.Field(name, texts[0], texts[1], values.getOrDefault(name, ""), List.of()));
  }

  /** The search as the interface takes it. */
  JsonObject body() {
    JsonObjectBuilder body = Json.createObjectBuilder();
    value(CAPABILITY).ifPresent(text -> body.add("capabilities", array(capability(text))));
    TEXTS.forEach(name -> value(name).ifPresent(text -> body.add(name, text)));
    LISTS.forEach(
        name ->
            value(name)
                .ifPresent(
                    text ->
                        body.add(name, Json.createArrayBuilder(List.of(text.split("[\\s,]+"))))));
    if (value(ATTESTATION).isPresent() || value(MAX_AGE).isPresent()) {
      JsonObjectBuilder least = Json.createObjectBuilder();
      value(ATTESTATION).ifPresent(status -> least.add("status", status));
      value(MAX_AGE).ifPresent(age -> least.add("max_age", age));
      body.add(ATTESTATION, least);
    }
    value(PAGE_TOKEN).ifPresent(token -> body.add(PAGE_TOKEN, token));
    return body.add("facets", Json.createArrayBuilder(FACETS)).build();
  }

  private JsonObjectBuilder capability(String text) {
    String[] parts = text.split("\\?", 2);
    JsonObjectBuilder wanted = Json.createObjectBuilder().add("name", parts[0]);
    value(VERSIONS).ifPresent(versions -> wanted.add(VERSIONS, versions));
    if (parts.length > 1) {
      JsonObjectBuilder parameters = Json.createObjectBuilder();
      for (String parameter : parts[1].split("&", -1)) {
        String[] pair = parameter.split("=", 2);
        if (pair.length < 2) {
          throw malformed("A parameter of a capability has the form name=value");
        }
        parameters.add(pair[0], pair[1]);
      }
      wanted.add("parameters", parameters);
    }
    return wanted;
  }

  private static JsonArrayBuilder array(JsonObjectBuilder only) {
    return Json.createArrayBuilder().add(only);
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A link to the next page of the same search. */
  PageLink next(String token) {
    return with(PAGE_TOKEN, token, "More agents");
  }

  /** A link to the same search that also asks for this value of a facet. */
  PageLink narrowed(String facet, String value, String text) {
    String field = FIELD_OF_FACET.getOrDefault(facet, facet);
    String before = LISTS.contains(field) ? values.getOrDefault(field, "") : "";
    return with(field, (before + " " + value).strip(), text);
  }

  private PageLink with(String name, String value, String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(FIND, AGENTS);
    fields(values)
        .forEach(
            field -> value(field.name()).ifPresent(given -> parameters.put(field.name(), given)));
    parameters.put(name, value);
    return PageLink.withQuery(parameters, text);
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "page-parameter", detail);
  }
}
