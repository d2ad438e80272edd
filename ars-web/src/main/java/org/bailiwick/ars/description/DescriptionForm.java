package org.bailiwick.ars.description;

import static org.bailiwick.ars.description.AgentDescription.CAPABILITY;
import static org.bailiwick.ars.description.AgentDescription.DESCRIPTION;
import static org.bailiwick.ars.description.AgentDescription.DOCUMENTATION;
import static org.bailiwick.ars.description.AgentDescription.EXAMPLES;
import static org.bailiwick.ars.description.AgentDescription.ICON;
import static org.bailiwick.ars.description.AgentDescription.INPUT_SCHEMA;
import static org.bailiwick.ars.description.AgentDescription.INPUT_TYPES;
import static org.bailiwick.ars.description.AgentDescription.OUTPUT_SCHEMA;
import static org.bailiwick.ars.description.AgentDescription.OUTPUT_TYPES;
import static org.bailiwick.ars.description.AgentDescription.SKILLS;
import static org.bailiwick.ars.description.AgentDescription.TAGS;
import static org.bailiwick.ars.description.AgentDescription.TITLE;
import static org.bailiwick.ars.description.AgentDescription.VERSION;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.outbound.address.AgentAddresses;

/** Checks what an agent says of itself, member by member. */
final class DescriptionForm {
  /** The most bytes of a description as canonical JSON. */
  static final int MOST_BYTES = 16_384;

  private static final Set<String> MEMBERS =
      Set.of(TITLE, DESCRIPTION, VERSION, TAGS, EXAMPLES, SKILLS, ICON, DOCUMENTATION);
  private static final Set<String> SKILL_MEMBERS =
      Set.of(
          CAPABILITY,
          DESCRIPTION,
          INPUT_SCHEMA,
          OUTPUT_SCHEMA,
          INPUT_TYPES,
          OUTPUT_TYPES,
          EXAMPLES);

  private static final int MOST_TITLE = 100;
  private static final int MOST_DESCRIPTION = 4000;
  private static final int MOST_VERSION = 50;
  private static final int MOST_TAGS = 32;
  private static final int MOST_EXAMPLES = 16;
  private static final int MOST_EXAMPLE = 1000;
  private static final int MOST_TYPES = 16;
  private static final String DOCUMENT = "a description";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Type and subtype of RFC 6838 section 4.2 in lower case, without parameters. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}");

  private final Set<String> signed;

  private DescriptionForm(Set<String> signed) {
    this.signed = signed;
  }

  /**
   * The description as canonical JSON.
   *
   * @param signed the texts of the capabilities that the agent's record has
   * @throws ProblemException malformed-request or request-too-large; the detail names the member
   */
  static String canonical(String body, Set<String> signed) {
    String canonical = CanonicalJson.of(body);
    if (canonical.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new ProblemException(
          ProblemType.REQUEST_TOO_LARGE,
          "description-size",
          "A description has at most " + MOST_BYTES + " bytes as canonical JSON");
    }
    // The text as it was sent, since the canonical form has no half of a surrogate pair.
    new DescriptionForm(signed).requireDescription(StrictJson.object(body));
    return canonical;
  }

  private void requireDescription(JsonObject description) {
    DefinedMembers.require(description, MEMBERS, "", DOCUMENT);
    requireText(description, TITLE, "", title -> PlainText.isText(title, MOST_TITLE));
    requireText(description, DESCRIPTION, "", DescriptionForm::isProse);
    requireText(description, VERSION, "", text -> PlainText.isText(text, MOST_VERSION));
    requireText(description, ICON, "", DescriptionForm::isPublicUrl);
    requireText(description, DOCUMENTATION, "", DescriptionForm::isPublicUrl);
    requireTexts(description, TAGS, "", new Texts(MOST_TAGS, LABEL.asMatchPredicate()));
    requireTexts(description, EXAMPLES, "", new Texts(MOST_EXAMPLES, DescriptionForm::isExample));
    requireSkills(description.get(SKILLS));
  }

  private void requireSkills(JsonValue skills) {
    if (skills == null) {
      return;
    }
    if (!(skills instanceof JsonArray array)) {
      throw malformed(SKILLS, "must be an array of objects");
    }
    Set<String> seen = new HashSet<>();
    for (JsonValue each : array) {
      if (!(each instanceof JsonObject skill)) {
        throw malformed(SKILLS, "must be an array of objects");
      }
      requireSkill(skill);
      if (!seen.add(skill.getString(CAPABILITY))) {
        throw malformed(SKILLS, "has a capability twice");
      }
    }
  }

  private void requireSkill(JsonObject skill) {
    String prefix = SKILLS + ".";
    DefinedMembers.require(skill, SKILL_MEMBERS, prefix, DOCUMENT);
    if (!(skill.get(CAPABILITY) instanceof JsonString capability)
        || !signed.contains(capability.getString())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "description-capability",
          "The member skills.capability must be the text of a capability that the authority signed"
              + " for this agent");
    }
    requireText(skill, DESCRIPTION, prefix, DescriptionForm::isProse);
    Texts types = new Texts(MOST_TYPES, MEDIA_TYPE.asMatchPredicate());
    requireTexts(skill, INPUT_TYPES, prefix, types);
    requireTexts(skill, OUTPUT_TYPES, prefix, types);
    requireTexts(skill, EXAMPLES, prefix, new Texts(MOST_EXAMPLES, DescriptionForm::isExample));
    SchemaForm.require(skill, INPUT_SCHEMA);
    SchemaForm.require(skill, OUTPUT_SCHEMA);
  }

  /** The texts that an array may have. */
  private record Texts(int most, Predicate<String> form) {}

  private static void requireText(
      JsonObject object, String name, String prefix, Predicate<String> form) {
    JsonValue value = object.get(name);
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonString text) || !form.test(text.getString())) {
      throw malformed(prefix + name, "is not such a text as docs/registry.md describes");
    }
  }

  private static void requireTexts(JsonObject object, String name, String prefix, Texts allowed) {
    JsonValue value = object.get(name);
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonArray array) || array.size() > allowed.most()) {
      throw malformed(prefix + name, "must be an array of at most " + allowed.most() + " strings");
    }
    Set<String> seen = new HashSet<>();
    for (JsonValue element : array) {
      if (!(element instanceof JsonString text) || !allowed.form().test(text.getString())) {
        throw malformed(prefix + name, "has an element that docs/registry.md does not allow");
      }
      if (!seen.add(text.getString())) {
        throw malformed(prefix + name, "has an element twice");
      }
    }
  }

  /** A text of one or more lines. */
  private static boolean isProse(String text) {
    return PlainText.isText(text.replace('\n', ' '), MOST_DESCRIPTION);
  }

  private static boolean isExample(String text) {
    return PlainText.isText(text.replace('\n', ' '), MOST_EXAMPLE);
  }

  /** An https URL of a form that readers may follow, on no machine that is the reader's own. */
  private static boolean isPublicUrl(String text) {
    try {
      return AgentAddresses.withoutLoopback().mayBeNamed(Locator.parse(text));
    } catch (ProblemException e) {
      return false;
    }
  }

  static ProblemException malformed(String member, String fault) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "description-member", "The member " + member + " " + fault);
  }
}
