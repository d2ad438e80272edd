package org.bailiwick.contract.statuslist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The array of statuses and its text, by the examples of the draft and by generated lists. */
class StatusListTest {

  private static final int MEBIBYTE = 1 << 20;

  /** Section 4.1: a text for sixteen statuses of one bit, and one for twelve of two bits. */
  @Test
  void readsTheExamplesOfTheText() {
    StatusList ones = StatusList.decode(1, "eNrbuRgAAhcBXQ", 2);
    assertThat(statuses(ones)).containsExactly(1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1);
    StatusList twos = StatusList.decode(2, "eNo76fITAAPfAgc", 3);
    assertThat(statuses(twos)).containsExactly(1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3);
  }

  /** Appendix "Test vectors for Status List encoding": a million entries of each width. */
  @Test
  void readsAndMakesTheVectorsOfTheAppendix() throws IOException {
    for (Map<?, ?> vector : vectors()) {
      int bits = ((Long) vector.get("bits")).intValue();
      StatusList read = StatusList.read(members(vector), MEBIBYTE);
      assertThat(read.size()).isEqualTo(1 << 20);
      StatusList made = StatusList.allValid(bits, 1 << 20);
      for (Object entry : (List<?>) vector.get("statuses")) {
        long index = (Long) ((List<?>) entry).get(0);
        int status = ((Long) ((List<?>) entry).get(1)).intValue();
        assertThat(read.find(index)).hasValue(status);
        made.set((int) index, status);
      }
      assertThat(statuses(made)).isEqualTo(statuses(read));
      assertThat(statuses(StatusList.decode(bits, made.encode(), MEBIBYTE)))
          .isEqualTo(statuses(read));
    }
  }

  private static List<Map<?, ?>> vectors() throws IOException {
    try (InputStream file = StatusListTest.class.getResourceAsStream("/status-list-vectors.json")) {
      String json = "{\"vectors\":" + StrictJson.text(file.readAllBytes()) + "}";
      List<Map<?, ?>> vectors =
          ((List<?>) StrictJson.members(json, 8).get("vectors"))
              .stream().<Map<?, ?>>map(Map.class::cast).toList();
      assertThat(vectors).hasSize(4);
      return vectors;
    }
  }

  private static Map<String, Object> members(Map<?, ?> vector) {
    Map<String, Object> members = new HashMap<>();
    vector.forEach((name, value) -> members.put(name.toString(), value));
    return members;
  }

  private static int[] statuses(StatusList list) {
    int[] all = new int[list.size()];
    Arrays.setAll(all, index -> list.find(index).orElseThrow());
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void whatIsSetIsReadFromTheTextAndNothingElseChanges(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    for (int round = 0; round < 200; round++) {
      int size = 8 * random.nextInt(0, 300);
      StatusList list = StatusList.allValid(bits, size);
      int[] expected = new int[size];
      for (int change = 0; size > 0 && change < random.nextInt(400); change++) {
        int index = random.nextInt(size);
        int status = random.nextInt(1 << bits);
        assertThat(list.set(index, status)).isEqualTo(expected[index] != status);
        expected[index] = status;
      }
      assertThat(statuses(list)).isEqualTo(expected);
      StatusList again = StatusList.decode(bits, list.encode(), size);
      assertThat(statuses(again)).isEqualTo(expected);
      assertThat(again.bits()).isEqualTo(bits);
    }
  }

  @Test
  void anIndexOutsideHasNoStatus() {
    StatusList list = StatusList.allValid(2, 16);
    for (long index : new long[] {-1, 16, 17, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(list.find(index)).as("index %d", index).isEqualTo(OptionalInt.empty());
    }
    for (int index : new int[] {-1, 16, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> list.set(index, 1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> list.set(0, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> list.set(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(StatusList.decode(1, zlib(new byte[0]), 0).find(0)).isEmpty();
  }

  @Test
  void thereAreNoListsOfOtherWidthsOrOfPartsOfOctets() {
    for (int bits : new int[] {0, 3, 5, 16, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> StatusList.allValid(bits, 8))
          .isInstanceOf(IllegalArgumentException.class);
      refused("status-list-bits", () -> StatusList.decode(bits, "eNrbuRgAAhcBXQ", 2));
    }
    assertThatThrownBy(() -> StatusList.allValid(1, 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StatusList.allValid(1, -8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTextsThatAreNotExactlyOneCompressedList() {
    byte[] whole = compressed(new byte[] {5, 6, 7}, false);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      refused("status-list-zlib", () -> StatusList.decode(1, text(cut), 3));
    }
    refused(
        "status-list-zlib",
        () -> StatusList.decode(1, text(Arrays.copyOf(whole, whole.length + 1)), 3));
    byte[] damaged = whole.clone();
    damaged[damaged.length - 1] ^= 1; // the checksum
    refused("status-list-zlib", () -> StatusList.decode(1, text(damaged), 3));
    refused(
        "status-list-zlib",
        () -> StatusList.decode(1, text(compressed(new byte[] {5, 6, 7}, true)), 3));
    refused("status-list-zlib", () -> StatusList.decode(1, text(withDictionary()), 64));
    for (String noBase64 : List.of("e", "eN+b", "eN/b", "eNrbuRgAAhcBXQ==", "ü", "eNrb uRgA")) {
      refused("status-list-base64", () -> StatusList.decode(1, noBase64, 2));
    }
  }

  /** 64 MiB of zeros are 64 KiB of text; no more of them than the bound are ever in memory. */
  @Test
  void aListThatInflatesBeyondTheBoundIsRefused() {
    String bomb = zlib(new byte[64 * MEBIBYTE]);
    assertThat(bomb.length()).isLessThan(100_000);
    refused("status-list-too-long", () -> StatusList.decode(1, bomb, MEBIBYTE));
    refused("status-list-too-long", () -> StatusList.decode(1, "eNrbuRgAAhcBXQ", 1));
    assertThat(StatusList.decode(1, zlib(new byte[MEBIBYTE]), MEBIBYTE).size())
        .isEqualTo(8 * MEBIBYTE);
  }

  @Test
  void refusesClaimsOfAnotherForm() {
    for (Map<String, Object> claim :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("bits", 1L),
            Map.of("lst", "eNrbuRgAAhcBXQ"),
            Map.of("bits", "1", "lst", "eNrbuRgAAhcBXQ"),
            Map.of("bits", 1.0, "lst", "eNrbuRgAAhcBXQ"),
            Map.of("bits", 1L, "lst", List.of("eNrbuRgAAhcBXQ")))) {
      refused("status-list-form", () -> StatusList.read(claim, 2));
    }
    for (long bits : new long[] {-1, 0, 9, (1L << 32) + 1, Long.MIN_VALUE + 1}) {
      refused(
          "status-list-bits",
          () -> StatusList.read(Map.of("bits", bits, "lst", "eNrbuRgAAhcBXQ"), 2));
    }
  }

  private static void refused(String check, ThrowingCallable act) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, act);
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  private static String zlib(byte[] octets) {
    return text(compressed(octets, false));
  }

  private static String text(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static byte[] compressed(byte[] octets, boolean withoutHeader) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, withoutHeader);
    try (DeflaterOutputStream out = new DeflaterOutputStream(all, deflater)) {
      out.write(octets);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    return all.toByteArray();
  }

  private static byte[] withDictionary() {
    Deflater deflater = new Deflater();
    try {
      deflater.setDictionary(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      deflater.setInput(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      deflater.finish();
      byte[] all = new byte[64];
      return Arrays.copyOf(all, deflater.deflate(all));
    } finally {
      deflater.end();
    }
  }
}
