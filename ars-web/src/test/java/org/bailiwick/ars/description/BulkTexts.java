package org.bailiwick.ars.description;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.Random;

/**
 * What made-up agents say of themselves: a title and a dozen words, of which few are frequent and
 * most are rare (Zipf's law), as in texts that people write.
 */
final class BulkTexts {
  private static final int WORDS = 50_000;
  private static final int OF_ONE_AGENT = 12;
  private static final int TAGS = 200;

  private BulkTexts() {}

  static String document(int number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder("Agent ").append(number);
    for (int word = 0; word < OF_ONE_AGENT; word++) {
      text.append(' ').append(word(random));
    }
    JsonArrayBuilder tags = Json.createArrayBuilder().add("tag" + number % TAGS);
    return Json.createObjectBuilder()
        .add("title", "Bulk " + word(random) + " " + word(random))
        .add("description", text.toString())
        .add("tags", tags)
        .build()
        .toString();
  }

  /** The word of rank r comes about 1/r as often as the first one. */
  private static String word(Random random) {
    return "word" + (int) Math.pow(WORDS, random.nextDouble());
  }
}
