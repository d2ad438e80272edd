package org.bailiwick.policy.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;

/**
 * Questions that are generated from the schema and the constants of a folder: for each policy some
 * in which it decides, and around these what changes one value at a time; then questions with
 * values taken by chance. The same folder and size always give the same world.
 */
public final class World {
  /** Questions about each action if nothing else is asked for. */
  public static final int USUAL = 200;

  /** Attempts to let one policy decide, of which most need one or two. */
  private static final int TRIES = 400;

  /** Questions in which a policy decides, around which others are made. */
  private static final int CENTRES = 2;

  /** Questions about one action beyond the usual number, for what is around each policy. */
  private static final int ROOM = 4_000;

  /** Policies that may be looked at in all attempts together: a bound for very large folders. */
  private static final long MOST_WORK = 5_000_000;

  private final ReviewedPolicies target;
  private final List<ReviewedPolicies> others;
  private final int perAction;
  private final Set<AccessRequest> questions = new LinkedHashSet<>();
  private final Set<String> deciding = new TreeSet<>();
  private final Set<String> unjudged = new TreeSet<>();
  private final Set<String> notAsked = new TreeSet<>();
  private long work = MOST_WORK;

  private World(ReviewedPolicies target, List<ReviewedPolicies> others, int perAction) {
    this.target = target;
    this.others = others;
    this.perAction = perAction;
    target.schema().actions().keySet().forEach(this::addAction);
  }

  /**
   * Generates the world of a folder.
   *
   * @param others folders whose constants are tried, too, since they will be asked the same
   * @param perAction about as many questions about each action
   */
  public static World of(ReviewedPolicies folder, List<ReviewedPolicies> others, int perAction) {
    return new World(folder, others, perAction);
  }

  /** The questions, each once. */
  public Set<AccessRequest> questions() {
    return questions;
  }

  /**
   * Questions of the world with a fault each: the context has a member too many, or an attribute of
   * the subject is absent or has another type. Where the attribute is optional, that is no fault.
   */
  public List<AccessRequest> faulty() {
    List<AccessRequest> faulty = new ArrayList<>();
    int place = 0;
    for (AccessRequest question : questions) {
      place++;
      if (place % 3 == 0) {
        Map<String, Object> context = new LinkedHashMap<>(question.context());
        context.put("no-member-of-the-schema", true);
        faulty.add(
            new AccessRequest(question.subject(), question.action(), question.resource(), context));
      } else {
        faulty.add(withFaultySubject(question, place));
      }
    }
    return faulty;
  }

  private static AccessRequest withFaultySubject(AccessRequest question, int place) {
    Entity subject = question.subject();
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    List<String> names = List.copyOf(attributes.keySet());
    if (!names.isEmpty()) {
      String name = names.get(place % names.size());
      attributes.remove(name);
      if (place % 2 == 0) {
        attributes.put(name, Map.of("other", 7L));
      }
    }
    Entity faulty = new Entity(subject.type(), subject.id(), attributes, subject.parents());
    boolean oneEntity = subject.equals(question.resource());
    return new AccessRequest(
        faulty, question.action(), oneEntity ? faulty : question.resource(), question.context());
  }

  /** A question in Cedar's JSON, with the answer of these policies as a further member. */
  public static String answered(AccessRequest question, ReviewedPolicies policies) {
    return QuestionJson.answered(question, policies.decide(question));
  }

  /**
   * The policies that decide none of the questions, each as its action and id. A policy in this
   * list may still decide a question that the world does not have; its author should know which.
   */
  public List<String> undeciding() {
    return policies().filter(name -> !deciding.contains(name) && !unjudged.contains(name)).toList();
  }

  /** The policies of which nothing is said, because the folder is too large to try them all. */
  public List<String> unjudged() {
    return policies().filter(unjudged::contains).filter(name -> !deciding.contains(name)).toList();
  }

  /** What cannot be asked, because questions hold no values of a type in the schema; and why. */
  public Set<String> notAsked() {
    return notAsked;
  }

  private Stream<String> policies() {
    return target.byAction().values().stream().flatMap(List::stream).map(World::name);
  }

  private static String name(ReviewedPolicy policy) {
    return policy.action() + " " + policy.id();
  }

  private void addAction(String name) {
    Action action = ReviewedPolicies.action(name);
    List<ReviewedPolicy> policies = target.of(name);
    if (action == null) {
      notAsked.add(name + ": no node asks about this action");
      policies.forEach(policy -> unjudged.add(name(policy)));
      return;
    }
    int most = questions.size() + perAction;
    // The bits of the name, so that an action's questions do not depend on the other actions.
    RandomGenerator random = new SplittableRandom(name.hashCode());
    Asked asked =
        new Asked(forbids(policies), paths(everybodys(name)), shapes(action), random, most);
    // Permits first: what is around them shows every bound that a forbid sets.
    policies.stream()
        .sorted(Comparator.comparing(ReviewedPolicy::permits).reversed())
        .forEach(policy -> decideBy(policy, asked));
    List<Slots> shapes = asked.shapes();
    for (int tries = 0; !shapes.isEmpty() && tries < perAction; tries++) {
      if (tries >= shapes.size() && questions.size() >= most) {
        break;
      }
      Slots shape = shapes.get(tries % shapes.size());
      add(shape.question(new Goals(shape, asked.random()).complete(asked.paths())));
    }
  }

  /**
   * One action of which questions are made.
   *
   * @param forbids its policies that forbid
   * @param paths every attribute for which one of its policies asks
   * @param most how many questions the world has at most before the next action
   */
  private record Asked(
      List<ReviewedPolicy> forbids,
      Set<List<String>> paths,
      List<Slots> shapes,
      RandomGenerator random,
      int most) {

    Asked withRoom(int more) {
      return new Asked(forbids, paths, shapes, random, most + more);
    }
  }

  private static List<ReviewedPolicy> forbids(List<ReviewedPolicy> policies) {
    return policies.stream().filter(policy -> !policy.permits()).toList();
  }

  /** The policies of the action in this folder and in those to which it is compared. */
  private List<ReviewedPolicy> everybodys(String action) {
    List<ReviewedPolicy> all = new ArrayList<>(target.of(action));
    others.forEach(other -> all.addAll(other.of(action)));
    return all;
  }

  private static Set<List<String>> paths(List<ReviewedPolicy> policies) {
    Set<List<String>> paths = new LinkedHashSet<>();
    for (ReviewedPolicy policy : policies) {
      policy.conditions().forEach(each -> paths.addAll(Expressions.paths(each)));
    }
    return paths;
  }

  private List<Slots> shapes(Action action) {
    Expressions.Constants constants = new Expressions.Constants();
    everybodys(action.text()).forEach(constants::addAll);
    SchemaTypes.Applies applies = target.schema().actions().get(action.text());
    List<Slots> shapes = new ArrayList<>();
    for (String subject : applies.principals()) {
      for (String resource : applies.resources()) {
        Slots slots = new Slots(action, subject, resource, target.schema(), constants);
        slots.unfit().ifPresent(why -> notAsked.add(action.text() + ": " + why));
        if (slots.unfit().isEmpty()) {
          shapes.add(slots);
        }
      }
    }
    return shapes;
  }

  private void decideBy(ReviewedPolicy policy, Asked asked) {
    List<Slots> fitting = asked.shapes().stream().filter(policy::fits).toList();
    // A forbid overrides a permit, so that a permit decides only where no forbid applies.
    List<ReviewedPolicy> avoided = policy.permits() ? asked.forbids() : List.of();
    int centres = 0;
    for (int tries = 0; !fitting.isEmpty() && tries < TRIES && centres < CENTRES; tries++) {
      work -= 1 + avoided.size();
      if (work < 0) {
        unjudged.add(name(policy));
        return;
      }
      Slots shape = fitting.get(asked.random().nextInt(fitting.size()));
      Goals goals = new Goals(shape, asked.random());
      goals.reach(policy, true);
      avoided.forEach(forbid -> goals.reach(forbid, false));
      Map<List<String>, Object> values = goals.complete(asked.paths());
      AccessRequest question = shape.question(values);
      if (decidedBy(question).contains(name(policy))) {
        add(question);
        // Around the first question that a policy decides there is always room.
        around(policy, new Centre(shape, values), centres == 0 ? asked.withRoom(ROOM) : asked);
        centres++;
      }
    }
  }

  /** A question, by its values, in which a policy decides. */
  private record Centre(Slots shape, Map<List<String>, Object> values) {}

  /**
   * Questions that differ in one value: in each value where the policy asks for it, and around a
   * permit also where a forbid asks, since a forbid alone then stands between denial and permit.
   */
  private void around(ReviewedPolicy policy, Centre centre, Asked asked) {
    Set<List<String>> paths = policy.permits() ? asked.paths() : paths(List.of(policy));
    for (Map.Entry<List<String>, Slots.Slot> slot : centre.shape().all().entrySet()) {
      List<Object> candidates = slot.getValue().candidates();
      List<Object> tried =
          paths.contains(slot.getKey())
              ? candidates
              : List.of(candidates.get(asked.random().nextInt(candidates.size())));
      for (Object candidate : tried) {
        if (questions.size() >= asked.most()) {
          return;
        }
        Map<List<String>, Object> values = new LinkedHashMap<>(centre.values());
        values.put(slot.getKey(), candidate);
        add(centre.shape().question(values));
      }
    }
  }

  private void add(AccessRequest question) {
    if (questions.add(question)) {
      deciding.addAll(decidedBy(question));
    }
  }

  /** The names of the policies that decide a question. */
  private Set<String> decidedBy(AccessRequest question) {
    Decision decision = target.decide(question);
    if (decision.reasons().contains(DecisionPort.EVALUATOR_ERROR)) {
      // These policies failed and did not decide.
      return Set.of();
    }
    Set<String> names = new TreeSet<>();
    decision.policies().forEach(id -> names.add(question.action().text() + " " + id));
    return names;
  }
}
