package org.bailiwick.master.tokenends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.UnitOfWork;

/** In random trees of tokens, the end of a token ends exactly its subtree. */
class TokenTreesPropertiesTest {

  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final List<TokenKind> FIRST =
      List.of(TokenKind.ACCESS, TokenKind.SESSION, TokenKind.PARTNER);

  private static final AuditEntry PERMIT =
      AuditEntry.of("end-token.decided", Outcome.GRANTED, "", "officer-1");

  private static MasterRig rig;
  private static TokenRevoker revoker;
  private static TokenFamily family;

  @BeforeContainer
  static void start() throws IOException {
    rig = new MasterRig(Files.createTempDirectory("token-trees"));
    revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
    family = new TokenFamily(rig.store(), rig.clock);
  }

  @AfterContainer
  static void stop() {
    rig.close();
  }

  @Property(tries = 100)
  void anEndEndsExactlyTheSubtree(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int size) {
    Random random = new Random(seed);
    Tree tree = new Tree(random, size);
    Set<Integer> ended = new HashSet<>();
    for (int end = 0; end < 3; end++) {
      int chosen = random.nextInt(size);
      boolean changed = revoker.end(tree.tokens.get(chosen), order(), PERMIT);
      assertThat(changed).isEqualTo(!ended.contains(chosen));
      ended.addAll(tree.subtree(chosen));
      for (int each = 0; each < size; each++) {
        assertThat(rig.ledger.state(tree.jti(each)) instanceof TokenState.Ended)
            .as("token %d of %s after the end of %d", each, tree.parents, chosen)
            .isEqualTo(ended.contains(each));
      }
    }
    for (int each = 0; each < size; each++) {
      tree.requireFamily(each, ended);
    }
  }

  private static TokenEndOrder order() {
    return new TokenEndOrder(EndCause.OFFICER, "officer-1", "test");
  }

  /** Tokens that each descend from an earlier one, or from none. */
  private static final class Tree {
    private final List<Integer> parents = new ArrayList<>();
    private final List<TokenRecord> tokens = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    Tree(Random random, int size) {
      List<UnitOfWork> insertions = new ArrayList<>();
      for (int number = 0; number < size; number++) {
        int parent = number == 0 ? -1 : random.nextInt(number + 1) - 1;
        parents.add(parent);
        TokenRecord token = token(parent, random);
        tokens.add(token);
        numbers.put(token.jti(), number);
        insertions.add(rig.ledger.insertion(token));
      }
      for (UnitOfWork insertion : insertions) {
        rig.writer.commit(insertion);
      }
    }

    private TokenRecord token(int parent, Random random) {
      if (parent < 0) {
        TokenKind first = FIRST.get(random.nextInt(FIRST.size()));
        return TestJobs.token(rig, first, TestJobs.granted(rig, rig.partner.buyer), SCOPE);
      }
      TokenRecord above = tokens.get(parent);
      TokenKind kind =
          switch (above.kind()) {
            case SESSION -> TokenKind.ACCESS;
            case ACCESS, PARTNER -> TokenKind.JOB;
            case JOB -> TokenKind.STEP;
            case STEP, REPLACEMENT, GRANT -> TokenKind.REPLACEMENT;
          };
      return TestJobs.token(rig, kind, TokenOrigin.of(above.jti(), above.origin().caller()), SCOPE);
    }

    String jti(int number) {
      return tokens.get(number).jti();
    }

    Set<Integer> subtree(int top) {
      Set<Integer> below = new HashSet<>(Set.of(top));
      for (int number = top + 1; number < parents.size(); number++) {
        if (below.contains(parents.get(number))) {
          below.add(number);
        }
      }
      return below;
    }

    private List<Integer> ancestors(int number) {
      List<Integer> ancestors = new ArrayList<>();
      for (int above = parents.get(number); above >= 0; above = parents.get(above)) {
        ancestors.add(above);
      }
      return ancestors;
    }

    /** The tree that officers see has the same tokens in the same states. */
    void requireFamily(int number, Set<Integer> ended) {
      Map<String, Object> seen = family.find(jti(number)).orElseThrow();
      assertThat(numbersOf(seen.get("ancestors"))).isEqualTo(ancestors(number));
      List<Integer> descendants = numbersOf(seen.get("descendants"));
      assertThat(descendants).doesNotHaveDuplicates();
      Set<Integer> below = subtree(number);
      below.remove(number);
      assertThat(Set.copyOf(descendants)).isEqualTo(below);
      for (Object entry : (List<?>) seen.get("descendants")) {
        Map<?, ?> token = (Map<?, ?>) entry;
        assertThat(token.get("state"))
            .isEqualTo(ended.contains(numbers.get(token.get("jti"))) ? "ended" : "live");
      }
    }

    private List<Integer> numbersOf(Object entries) {
      return ((List<?>) entries)
          .stream().map(entry -> numbers.get(((Map<?, ?>) entry).get("jti"))).toList();
    }
  }
}
