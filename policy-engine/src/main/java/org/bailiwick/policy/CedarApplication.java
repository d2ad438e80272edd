package org.bailiwick.policy;

import com.cedarpolicy.model.AuthorizationRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.policy.cedar.CedarEntityFile;
import org.bailiwick.policy.cedar.CedarSchema;
import org.bailiwick.policy.cedar.CedarValues;
import org.bailiwick.policy.cedar.UnreadablePolicyException;

/**
 * One application of a policy folder: its schema with a namespace of its own, its policies, and the
 * entities that its file lists.
 */
final class CedarApplication {
  private static final Logger LOG = System.getLogger(CedarApplication.class.getName());
  private static final Pattern FILE =
      Pattern.compile("app-([a-z][a-z0-9-]{0,30})\\.(cedarschema|cedar|entities\\.json)");

  private final CedarSchema schema;
  private final CedarPolicyFile policies;
  private final Map<CedarEntityFile.Name, Entity> known = new LinkedHashMap<>();
  private final CedarDecisionPoint.Vocabulary vocabulary;

  private CedarApplication(String name, CedarSchema builtIn, Map<String, String> files)
      throws UnreadablePolicyException {
    String file = "app-" + name;
    this.schema = builtIn.withApplication(name, required(file + ".cedarschema", files));
    this.policies =
        CedarPolicyFile.load(file + ".cedar", required(file + ".cedar", files), schema)
            .ofOutsiders();
    CedarEntityFile entities =
        CedarEntityFile.read(
            file + ".entities.json", files.getOrDefault(file + ".entities.json", "[]"), schema);
    SortedMap<String, SortedMap<String, Entity>> byType = new TreeMap<>();
    schema.types().forEach(type -> byType.put(type, new TreeMap<>()));
    for (CedarEntityFile.Name each : entities.names()) {
      Entity entity = entity(entities, each);
      known.put(each, entity);
      byType.get(each.type()).put(each.id(), entity);
    }
    SortedMap<String, List<Entity>> lists = new TreeMap<>();
    byType.forEach((type, each) -> lists.put(type, List.copyOf(each.values())));
    SortedMap<String, Set<String>> actions = new TreeMap<>();
    schema
        .actions()
        .forEach(action -> actions.put(action, schema.declared().namesOfContext(action)));
    this.vocabulary = new CedarDecisionPoint.Vocabulary(actions, lists);
  }

  /**
   * The applications of these files, by name.
   *
   * @throws PolicyRefusedException if a file is missing or wrong, or two applications have one
   *     namespace
   */
  static SortedMap<String, CedarApplication> all(CedarSchema builtIn, Map<String, String> files) {
    SortedMap<String, CedarApplication> all = new TreeMap<>();
    Set<String> namespaces = new TreeSet<>();
    for (String file : files.keySet()) {
      Matcher matcher = FILE.matcher(file);
      if (matcher.matches() && !all.containsKey(matcher.group(1))) {
        CedarApplication read = read(matcher.group(1), builtIn, files);
        if (!namespaces.add(read.schema.namespace())) {
          throw new PolicyRefusedException(
              "two applications have the namespace " + read.schema.namespace());
        }
        all.put(matcher.group(1), read);
      }
    }
    return all;
  }

  private static CedarApplication read(
      String name, CedarSchema builtIn, Map<String, String> files) {
    try {
      return new CedarApplication(name, builtIn, files);
    } catch (UnreadablePolicyException e) {
      throw new PolicyRefusedException(e.getMessage(), e);
    }
  }

  private static String required(String file, Map<String, String> files)
      throws UnreadablePolicyException {
    return Optional.ofNullable(files.get(file))
        .orElseThrow(() -> new UnreadablePolicyException(file + " is missing"));
  }

  /** With all that it is in; the file has no circles. */
  private static Entity entity(CedarEntityFile file, CedarEntityFile.Name name) {
    Set<Entity> parents = new LinkedHashSet<>();
    file.parents(name).forEach(parent -> parents.add(entity(file, parent)));
    return new Entity(name.type(), name.id(), file.attributes(name), parents);
  }

  /** What it has. */
  CedarDecisionPoint.Vocabulary vocabulary() {
    return vocabulary;
  }

  CedarPolicyFile policies() {
    return policies;
  }

  /**
   * Decides about one of its actions.
   *
   * @param version of the policies, as the decision names it
   */
  Decision decide(String action, AccessParties parties, String version) {
    if (!vocabulary.actions().containsKey(action)) {
      return CedarPolicyFile.deny(DecisionPort.UNKNOWN_ACTION, List.of(), version);
    }
    try {
      CedarEntities entities = new CedarEntities(schema);
      AuthorizationRequest question =
          new AuthorizationRequest(
              entities.add(merged(parties.subject())),
              schema.uid(CedarSchema.ACTION, action),
              entities.add(merged(parties.resource())),
              Optional.of(
                  CedarValues.members(schema.declared().ofContext(action, parties.context()))),
              Optional.of(schema.of(action, entities.types())),
              true);
      return policies.decide(question, schema.withGroups(action), entities, version);
    } catch (CedarValues.UnfitValueException e) {
      LOG.log(Level.DEBUG, "request for {0} denied: {1}", action, e.getMessage());
      return CedarPolicyFile.deny(DecisionPort.REQUEST_NOT_IN_SCHEMA, List.of(), version);
    }
  }

  /** Subject, resource and context of a question. */
  record AccessParties(Entity subject, Entity resource, Map<String, Object> context) {
    AccessParties {
      context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }
  }

  /** What the file says of an entity wins over what the asker says. */
  private Entity merged(Entity asked) throws CedarValues.UnfitValueException {
    if (asked == null || asked.type() == null || !schema.types().contains(asked.type())) {
      return asked;
    }
    Map<String, Object> attributes =
        new LinkedHashMap<>(schema.declared().ofEntity(asked.type(), asked.attributes()));
    Entity listed = known.get(new CedarEntityFile.Name(asked.type(), asked.id()));
    if (listed == null) {
      return new Entity(asked.type(), asked.id(), attributes, asked.parents());
    }
    attributes.putAll(listed.attributes());
    return new Entity(asked.type(), asked.id(), attributes, asked.parents()).in(listed.parents());
  }
}
