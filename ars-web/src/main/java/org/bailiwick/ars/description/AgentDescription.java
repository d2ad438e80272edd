package org.bailiwick.ars.description;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.StrictJson;

/**
 * What an agent says of itself. Every member may be absent.
 *
 * @param document the members as the agent sent them, in canonical JSON
 * @param updatedAt the time of the last change
 */
public record AgentDescription(JsonObject document, Instant updatedAt) {
  static final String TITLE = "title";
  static final String DESCRIPTION = "description";
  static final String VERSION = "version";
  static final String TAGS = "tags";
  static final String EXAMPLES = "examples";
  static final String SKILLS = "skills";
  static final String CAPABILITY = "capability";
  static final String INPUT_SCHEMA = "input_schema";
  static final String OUTPUT_SCHEMA = "output_schema";
  static final String INPUT_TYPES = "input_types";
  static final String OUTPUT_TYPES = "output_types";
  static final String ICON = "icon_url";
  static final String DOCUMENTATION = "documentation_url";
  private static final String UPDATED_AT = "updated_at";

  /** What a list of agents shows; schemas and examples are shown with a single agent. */
  private static final Set<String> SHORT =
      Set.of(TITLE, DESCRIPTION, VERSION, TAGS, ICON, DOCUMENTATION);

  /**
   * What the agent says of one of its capabilities.
   *
   * @param inputTypes media types
   * @param outputTypes media types
   */
  public record Skill(
      String capability,
      Optional<String> description,
      Optional<JsonObject> inputSchema,
      Optional<JsonObject> outputSchema,
      List<String> inputTypes,
      List<String> outputTypes,
      List<String> examples) {

    private static Skill of(JsonObject skill) {
      return new Skill(
          skill.getString(CAPABILITY),
          AgentDescription.text(skill, DESCRIPTION),
          Optional.ofNullable(skill.getJsonObject(INPUT_SCHEMA)),
          Optional.ofNullable(skill.getJsonObject(OUTPUT_SCHEMA)),
          AgentDescription.texts(skill, INPUT_TYPES),
          AgentDescription.texts(skill, OUTPUT_TYPES),
          AgentDescription.texts(skill, EXAMPLES));
    }
  }

  /**
   * Reads what {@link #summary} or {@link #view} wrote in another registry, by the rules that hold
   * for descriptions here.
   *
   * @param signed the capabilities of the agent
   * @throws org.bailiwick.contract.problem.ProblemException malformed-request or request-too-large
   */
  public static AgentDescription read(JsonObject view, CapabilitySet signed) {
    JsonObjectBuilder said = Json.createObjectBuilder(view);
    said.remove(UPDATED_AT);
    JsonObject document =
        StrictJson.object(DescriptionForm.canonical(said.build().toString(), signed.texts()));
    return new AgentDescription(document, Instant.parse(view.getString(UPDATED_AT)));
  }

  public Optional<String> title() {
    return text(document, TITLE);
  }

  public Optional<String> description() {
    return text(document, DESCRIPTION);
  }

  /** The version of the agent's software, as it says. */
  public Optional<String> version() {
    return text(document, VERSION);
  }

  public List<String> tags() {
    return texts(document, TAGS);
  }

  /** Examples of what the agent can be asked. */
  public List<String> examples() {
    return texts(document, EXAMPLES);
  }

  public List<Skill> skills() {
    return document.containsKey(SKILLS)
        ? document.getJsonArray(SKILLS).getValuesAs(JsonObject.class).stream()
            .map(Skill::of)
            .toList()
        : List.of();
  }

  public Optional<String> iconUrl() {
    return text(document, ICON);
  }

  public Optional<String> documentationUrl() {
    return text(document, DOCUMENTATION);
  }

  /**
   * The same without skills of which the capability is not among these, since a later credential
   * may have fewer of them than the one under which the agent wrote.
   */
  public AgentDescription within(CapabilitySet signed) {
    if (!document.containsKey(SKILLS)) {
      return this;
    }
    Set<String> capabilities = signed.texts();
    JsonArrayBuilder kept = Json.createArrayBuilder();
    document.getJsonArray(SKILLS).getValuesAs(JsonObject.class).stream()
        .filter(skill -> capabilities.contains(skill.getString(CAPABILITY)))
        .forEach(kept::add);
    return new AgentDescription(
        Json.createObjectBuilder(document).add(SKILLS, kept).build(), updatedAt);
  }

  /** All members, with {@code updated_at}. */
  public JsonObject view() {
    return Json.createObjectBuilder(document).add(UPDATED_AT, time()).build();
  }

  /** The members that a list of agents shows, with {@code updated_at}. */
  public JsonObject summary() {
    JsonObjectBuilder view = Json.createObjectBuilder();
    document.forEach(
        (name, value) -> {
          if (SHORT.contains(name)) {
            view.add(name, value);
          }
        });
    return view.add(UPDATED_AT, time()).build();
  }

  private String time() {
    return DateTimeFormatter.ISO_INSTANT.format(updatedAt);
  }

  private static Optional<String> text(JsonObject object, String name) {
    return Optional.ofNullable(object.getString(name, null));
  }

  private static List<String> texts(JsonObject object, String name) {
    JsonArray array = object.getJsonArray(name);
    return array == null
        ? List.of()
        : array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }
}
