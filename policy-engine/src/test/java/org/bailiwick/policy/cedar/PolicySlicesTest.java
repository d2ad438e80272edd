package org.bailiwick.policy.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares slices with Cedar's evaluation of all policies at once, over random worlds. */
class PolicySlicesTest {
  private static final String SCHEMA =
      """
      namespace W {
        entity Team in [Team];
        entity Area in [Area];
        entity User in [Team] = { level?: Long };
        entity Robot in [Team] = { level?: Long };
        entity Doc in [Area] = { level?: Long };
        entity Host in [Area] = { level?: Long };
        action anything;
        action reading in [anything];
        action read in [reading] appliesTo { principal: [User, Robot], resource: [Doc, Host] };
        action write in [anything] appliesTo { principal: [User, Robot], resource: [Doc, Host] };
        action drop appliesTo { principal: [User, Robot], resource: [Doc, Host] };
      }
      """;
  private static final int QUESTIONS = 80;
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  private final List<String> said = new ArrayList<>();

  /** Threats 61 and 62: neither a forbid nor a failure gets lost because its slice is not found. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void slicesSayWhatAllPoliciesSay(long seed) throws Exception {
    Random random = new Random(seed);
    CedarSchema schema = schema();
    Map<String, PolicyText> policies = randomPolicies(random, random.nextInt(400));
    PolicySlices slices = new PolicySlices(policies);
    PolicySet all = all(policies);
    Set<String> outcomes = new LinkedHashSet<>();
    for (int i = 0; i < QUESTIONS; i++) {
      World world = World.random(random);
      AuthorizationRequest question = world.question(schema);
      CedarVerdict whole = CedarVerdict.of(ENGINE.isAuthorized(question, all, world.entities()));
      CedarVerdict sliced = slices.evaluate(question, world.parties(schema), world.entities());
      assertThat(sliced).as("seed %d, question %d of %s", seed, i, world).isEqualTo(whole);
      outcomes.add(
          (whole.permits().isEmpty() ? "" : "permit")
              + (whole.forbids().isEmpty() ? "" : "forbid")
              + (whole.failed().isEmpty() ? "" : "failed"));
    }
    said.addAll(outcomes);
    assertThat(outcomes)
        .as("the world is not trivial")
        .hasSizeGreaterThan(policies.size() > 20 ? 1 : 0);
  }

  @Test
  void aLargeSliceAndSmallOnesDecideTogether() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append("@id(\"p%d\") permit (principal, action, resource);\n".formatted(i));
    }
    text.append("@id(\"no\") forbid (principal == W::User::\"0\", action, resource);\n");
    Map<String, PolicyText> policies = named(text.toString());
    PolicySlices slices = new PolicySlices(policies);
    CedarSchema schema = schema();
    World forbidden = World.of("User", 0, "Doc", 0);
    World permitted = World.of("User", 1, "Doc", 0);
    CedarVerdict no =
        slices.evaluate(
            forbidden.question(schema), forbidden.parties(schema), forbidden.entities());
    assertThat(no.forbids()).containsExactly("no");
    assertThat(no.permits()).isEmpty();
    CedarVerdict yes =
        slices.evaluate(
            permitted.question(schema), permitted.parties(schema), permitted.entities());
    assertThat(yes.permits()).hasSize(100);
    assertThat(yes.forbids()).isEmpty();
  }

  @Test
  void withoutPolicyAQuestionOutsideTheSchemaIsFound() throws Exception {
    PolicySlices slices = new PolicySlices(Map.of());
    World world = World.of("User", 0, "Team", 0);
    CedarSchema schema = schema();
    CedarVerdict verdict =
        slices.evaluate(world.question(schema), world.parties(schema), world.entities());
    assertThat(verdict.outside()).isPresent();
  }

  @Test
  void whatIsKeptParsedIsBounded() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(
          "@id(\"p%d\") permit (principal == W::User::\"%d\", action, resource);\n"
              .formatted(i, i));
    }
    PolicySlices slices = new PolicySlices(named(text.toString()));
    CedarSchema schema = schema();
    for (int i = 0; i < 300; i++) {
      World world = World.of("User", i, "Doc", 0);
      CedarVerdict verdict =
          slices.evaluate(world.question(schema), world.parties(schema), world.entities());
      assertThat(verdict.permits()).containsExactly("p" + i);
    }
    assertThat(slices.kept()).isEqualTo(300);
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(10);
    for (int i = 0; i < 100; i++) {
      int value = i;
      assertThat(cache.<RuntimeException>get(i, 2, () -> value)).isEqualTo(i);
    }
    assertThat(cache.size()).isEqualTo(5);
    assertThat(cache.<RuntimeException>get(99, 2, () -> -1)).isEqualTo(99);
    assertThat(cache.<RuntimeException>get(0, 2, () -> -1)).isEqualTo(-1);
    assertThat(cache.<RuntimeException>get(1000, 11, () -> -1)).isEqualTo(-1);
    assertThat(cache.size()).isEqualTo(5);
  }

  private static CedarSchema schema() throws UnreadablePolicyException {
    return new CedarSchema("namespace Bailiwick { entity Unused; }").withApplication("w", SCHEMA);
  }

  private static Map<String, PolicyText> named(String text) throws UnreadablePolicyException {
    Map<String, PolicyText> named = new HashMap<>();
    PolicyText.parse(text).forEach(each -> named.put(each.annotations().get("id"), each));
    return named;
  }

  private static PolicySet all(Map<String, PolicyText> policies) throws Exception {
    Set<Policy> all = new LinkedHashSet<>();
    policies.forEach((id, policy) -> all.add(new Policy(policy.source(), id)));
    PolicySet set = new PolicySet(all);
    set.cache();
    return set;
  }

  private static Map<String, PolicyText> randomPolicies(Random random, int count)
      throws UnreadablePolicyException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          "@id(\"p%d\") %s (%s, %s, %s) %s;\n"
              .formatted(
                  i,
                  random.nextInt(4) == 0 ? "forbid" : "permit",
                  scope(random, "principal", "Team", List.of("User", "Robot")),
                  action(random),
                  scope(random, "resource", "Area", List.of("Doc", "Host")),
                  condition(random)));
    }
    return named(text.toString());
  }

  private static String scope(Random random, String of, String group, List<String> types) {
    String type = types.get(random.nextInt(types.size()));
    String in = " in W::" + group + "::\"" + random.nextInt(5) + "\"";
    String self = " in W::" + type + "::\"" + random.nextInt(4) + "\"";
    return of
        + switch (random.nextInt(7)) {
          case 0 -> "";
          case 1 -> " == W::" + type + "::\"" + random.nextInt(4) + "\"";
          case 2, 3 -> in;
          case 4 -> self;
          case 5 -> " is W::" + type;
          default -> " is W::" + type + in;
        };
  }

  private static String action(Random random) {
    return "action"
        + switch (random.nextInt(6)) {
          case 0 -> "";
          case 1 -> " == W::Action::\"read\"";
          case 2 -> " in W::Action::\"anything\"";
          case 3 -> " in [W::Action::\"write\", W::Action::\"reading\", W::Action::\"read\"]";
          case 4 -> " == W::Action::\"drop\"";
          default -> " in [W::Action::\"drop\", W::Action::\"write\"]";
        };
  }

  /** Some conditions fail where an attribute is absent or a sum is too large. */
  private static String condition(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> "";
      case 2 -> "when { resource.level > 2 }";
      case 3 -> "unless { principal has level && principal.level < 3 }";
      case 4 -> "when { principal has level && principal.level + 9223372036854775806 > 0 }";
      default -> "when { principal in W::Team::\"1\" || resource in W::Area::\"2\" }";
    };
  }

  /** A question with the entities around it; teams and areas form chains and diamonds. */
  private record World(
      EntityUID principal, EntityUID resource, String action, Set<Entity> entities) {

    static World random(Random random) {
      Set<Entity> entities = new LinkedHashSet<>();
      groups(random, "Team", entities);
      groups(random, "Area", entities);
      EntityUID principal = uid(random.nextBoolean() ? "User" : "Robot", random.nextInt(4));
      EntityUID resource = uid(random.nextBoolean() ? "Doc" : "Host", random.nextInt(4));
      entities.add(entity(random, principal, "Team"));
      entities.add(entity(random, resource, "Area"));
      String action = List.of("read", "write", "drop").get(random.nextInt(3));
      return new World(principal, resource, action, entities);
    }

    static World of(String principalType, int principal, String resourceType, int resource) {
      EntityUID one = uid(principalType, principal);
      EntityUID other = uid(resourceType, resource);
      return new World(one, other, "read", Set.of(new Entity(one), new Entity(other)));
    }

    private static void groups(Random random, String type, Set<Entity> entities) {
      for (int i = 0; i < 5; i++) {
        Set<EntityUID> parents = new LinkedHashSet<>();
        for (int above = i + 1; above < 5; above++) {
          if (random.nextInt(3) == 0) {
            parents.add(uid(type, above));
          }
        }
        entities.add(new Entity(uid(type, i), Map.of(), parents));
      }
    }

    private static Entity entity(Random random, EntityUID uid, String group) {
      Set<EntityUID> parents = new LinkedHashSet<>();
      for (int i = 0; i < random.nextInt(3); i++) {
        parents.add(uid(group, random.nextInt(5)));
      }
      return new Entity(
          uid,
          random.nextInt(3) == 0 ? Map.of() : Map.of("level", new PrimLong(random.nextInt(5))),
          parents);
    }

    private static EntityUID uid(String type, int id) {
      return EntityTypeName.parse("W::" + type).orElseThrow().of(String.valueOf(id));
    }

    AuthorizationRequest question(CedarSchema schema) throws Exception {
      Schema part = schema.of(action);
      return new AuthorizationRequest(
          principal,
          schema.uid(CedarSchema.ACTION, action),
          resource,
          Optional.of(Map.of()),
          Optional.of(part),
          true);
    }

    PolicySlices.Parties parties(CedarSchema schema) {
      return new PolicySlices.Parties(
          schema.withGroups(action), ancestors(principal), ancestors(resource));
    }

    private Set<EntityUID> ancestors(EntityUID of) {
      Set<EntityUID> found = new LinkedHashSet<>();
      List<EntityUID> open = new ArrayList<>(List.of(of));
      while (!open.isEmpty()) {
        EntityUID next = open.removeLast();
        entities.stream()
            .filter(each -> each.getEUID().equals(next))
            .flatMap(each -> each.getParents().stream())
            .filter(found::add)
            .forEach(open::add);
      }
      return found;
    }
  }
}
