package org.bailiwick.master.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A random sequence in one transaction: steps get tokens, workloads exchange tokens that are theirs
 * or their siblings', tokens end, time passes. A model that knows no signature and no row says of
 * each exchange whether it must succeed, and what the new token permits.
 */
public final class ExchangeSequence {

  private static final String REGION = "?region=eu";

  /** Of each pair, the first capability covers the second. */
  public static final List<String> CAPABILITIES =
      IntStream.range(0, 4)
          .mapToObj(i -> "work.x" + i + "@1")
          .flatMap(name -> Stream.of(name, name + REGION))
          .toList();

  /** The first workload of each chain. */
  public static final String NODE = "spiffe://bailiwick.example/node/domain";

  private static final int MAX_CHAIN = 3;

  /** What the model knows of a token. */
  private static final class Known {
    private final Optional<Known> parent;
    private final MintedToken token;
    private final CapabilitySet scope;
    private final String callee;
    private final List<String> workloads;
    private final Instant end;
    private boolean ended;

    Known(
        Optional<Known> parent,
        MintedToken token,
        CapabilitySet scope,
        String callee,
        List<String> workloads,
        Instant end) {
      this.parent = parent;
      this.token = token;
      this.scope = scope;
      this.callee = callee;
      this.workloads = workloads;
      this.end = end;
    }

    boolean hasEnded() {
      return ended || parent.filter(Known::hasEnded).isPresent();
    }
  }

  private final Workloads workloads;
  private final Function<Asked, MintedToken> exchange;
  private final Random random;
  private final MasterRig rig;
  private final Service service;
  private final Transaction transaction;
  private final List<Known> tokens = new ArrayList<>();
  private Duration passed = Duration.ZERO;
  private int exchanged;

  /** An exchange that a workload asks for, with the text of the token that it has. */
  public record Asked(
      VerifiedPeer peer, String subjectToken, CapabilitySet scope, SpiffeId callee) {}

  /** What mints and keeps the tokens of the sequences. */
  public record Service(
      TransactionTokenMint mint, TokenLedger ledger, Consumer<UnitOfWork> commit) {}

  /** The agents of the sequences of one rig, and the jobs, of which each sequence takes one. */
  public record Workloads(
      MasterRig rig, Service service, List<TestLeaf> agents, List<Transaction> jobs) {

    /** Five agents and twenty jobs of random scopes. */
    public static Workloads of(MasterRig rig, Service service) {
      Random random = new Random(7);
      return new Workloads(
          rig,
          service,
          IntStream.range(0, 5).mapToObj(i -> rig.ca.agent("agent-" + i, "work.x0@1")).toList(),
          IntStream.range(0, 20).mapToObj(i -> job(rig, service, random)).toList());
    }

    private static Transaction job(MasterRig rig, Service service, Random random) {
      Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
      String jti = UUID.randomUUID().toString();
      TokenRecord root =
          new TokenRecord(
              jti,
              TokenKind.JOB,
              TokenOrigin.of(TestCallers.agent(rig.partner.buyer.certificate())),
              Optional.empty(),
              Optional.of(new StepContext(jti, Optional.empty())),
              some(CAPABILITIES, random),
              new TokenLifetime(now, now.plusSeconds(300)),
              Optional.empty());
      service.commit().accept(service.ledger().insertion(root));
      return new Transaction("txn-" + jti, "https://as.partner.example#alice", jti, "book", root);
    }
  }

  /** {@code exchange} commits the new token; a refusal is an exception. */
  public ExchangeSequence(Workloads workloads, Function<Asked, MintedToken> exchange, long seed) {
    this.workloads = workloads;
    this.exchange = exchange;
    this.random = new Random(seed);
    this.rig = workloads.rig();
    this.service = workloads.service();
    this.transaction = workloads.jobs().get(random.nextInt(workloads.jobs().size()));
  }

  /** Runs the sequence, and returns the number of successful exchanges. */
  public int run() {
    int length = 3 + random.nextInt(6);
    step();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(10)) {
        case 0 -> step();
        case 1 -> end();
        case 2 -> pass(Duration.ofSeconds(random.nextInt(70)));
        default -> exchange();
      }
    }
    rig.clock.move(passed.negated());
    return exchanged;
  }

  private void pass(Duration time) {
    rig.clock.move(time);
    passed = passed.plus(time);
  }

  private void end() {
    if (tokens.isEmpty()) {
      return;
    }
    Known token = anyToken();
    service.commit().accept(service.ledger().ending(token.token.record().jti(), "over"));
    token.ended = true;
  }

  private void step() {
    CapabilitySet scope = random.nextInt(6) == 0 ? scope() : part(transaction.root().scope());
    TestLeaf callee = anyAgent();
    StepTokenRequest request =
        new StepTokenRequest(transaction, "step", scope, AgentId.of(callee.id()));
    Optional<MintedToken> minted = attempt(() -> service.mint().forStep(request));
    assertThat(minted.isPresent())
        .isEqualTo(rights(transaction.root().scope()).containsAll(rights(scope)));
    minted.ifPresent(
        token -> {
          service.commit().accept(service.ledger().insertion(token.record()));
          Instant end = earlier(transaction.root().lifetime().expiresAt());
          keep(
              new Known(
                  Optional.empty(), token, scope, callee.id().toString(), List.of(NODE), end));
        });
  }

  private void exchange() {
    if (tokens.isEmpty()) {
      return;
    }
    Known given = anyToken();
    TestLeaf workload = random.nextInt(4) == 0 ? anyAgent() : named(given.callee);
    TestLeaf callee = anyAgent();
    CapabilitySet scope = random.nextInt(6) == 0 ? scope() : part(given.scope);
    Asked asked = new Asked(rig.agent(workload), given.token.compact(), scope, callee.id());
    Optional<MintedToken> got = attempt(() -> exchange.apply(asked));
    assertThat(got.isPresent())
        .as("%s by %s for %s to %s", given.scope, workload.id(), scope, callee.id())
        .isEqualTo(isPermitted(given, asked));
    got.ifPresent(token -> keep(child(given, asked, token)));
  }

  /** The rules, in the model's own words. */
  private boolean isPermitted(Known given, Asked asked) {
    String workload = asked.peer().id().toString();
    String callee = asked.callee().toString();
    Set<String> seen = new HashSet<>(given.workloads);
    return rig.clock.instant().isBefore(given.end)
        && !given.hasEnded()
        && workload.equals(given.callee)
        && given.workloads.size() < MAX_CHAIN
        && seen.add(workload)
        && seen.add(callee)
        && rights(given.scope).containsAll(rights(asked.scope()))
        && !given.scope.equals(asked.scope());
  }

  private Known child(Known given, Asked asked, MintedToken token) {
    exchanged++;
    List<String> workloads = new ArrayList<>(given.workloads);
    workloads.add(asked.peer().id().toString());
    return new Known(
        Optional.of(given),
        token,
        asked.scope(),
        asked.callee().toString(),
        workloads,
        earlier(given.end));
  }

  /** What a token says is what the model knows, and no more than any token on its path. */
  private void keep(Known known) {
    JsonObject claims = claims(known.token.compact());
    assertThat(claims.getString("aud")).isEqualTo(MasterRig.DOMAIN);
    assertThat(claims.getString("txn")).isEqualTo(transaction.txn());
    assertThat(claims.getString("sub")).isEqualTo(transaction.principal());
    assertThat(claims.getJsonObject("tctx").getString("job")).isEqualTo(transaction.jobId());
    assertThat(CapabilitySet.parseScope(claims.getString("scope"))).isEqualTo(known.scope);
    assertThat(claims.getJsonObject("rctx").getString("callee")).isEqualTo(known.callee);
    assertThat(claims.getJsonArray("req_wl_chain").getValuesAs(JsonString::getString))
        .isEqualTo(known.workloads);
    assertThat(claims.getString("req_wl")).isEqualTo(known.workloads.getLast());
    assertThat(claims.getJsonNumber("exp").longValue()).isEqualTo(known.end.getEpochSecond());
    for (Optional<Known> above = known.parent; above.isPresent(); above = above.get().parent) {
      assertThat(rights(above.get().scope)).containsAll(rights(known.scope));
      assertThat(known.end).isBeforeOrEqualTo(above.get().end);
    }
    assertThat(rights(transaction.root().scope())).containsAll(rights(known.scope));
    tokens.add(known);
  }

  /** Its signature is verified when it is exchanged. */
  private static JsonObject claims(String compact) {
    return StrictJson.object(Base64.getUrlDecoder().decode(compact.split("\\.", -1)[1]));
  }

  private static Optional<MintedToken> attempt(Supplier<MintedToken> attempt) {
    try {
      return Optional.of(attempt.get());
    } catch (ProblemException | OAuthRefusal refused) {
      return Optional.empty();
    }
  }

  /** Everything that a scope permits, by the texts alone. */
  private static Set<String> rights(CapabilitySet scope) {
    return scope.texts().stream()
        .flatMap(text -> Stream.of(text, text.contains("?") ? text : text + REGION))
        .collect(Collectors.toSet());
  }

  private CapabilitySet scope() {
    return some(CAPABILITIES, random);
  }

  /** Capabilities that the scope has, or narrower ones. */
  private CapabilitySet part(CapabilitySet scope) {
    return some(CAPABILITIES.stream().filter(rights(scope)::contains).toList(), random);
  }

  private static CapabilitySet some(List<String> among, Random random) {
    List<String> chosen =
        among.stream().filter(each -> random.nextInt(5) > 1).collect(Collectors.toList());
    if (chosen.isEmpty()) {
      chosen.add(among.get(random.nextInt(among.size())));
    }
    return CapabilitySet.parse(chosen);
  }

  private Instant earlier(Instant last) {
    Instant own = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(2));
    return own.isBefore(last) ? own : last;
  }

  private Known anyToken() {
    return tokens.get(random.nextInt(tokens.size()));
  }

  private TestLeaf anyAgent() {
    return workloads.agents().get(random.nextInt(workloads.agents().size()));
  }

  private TestLeaf named(String id) {
    return workloads.agents().stream()
        .filter(each -> each.id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
