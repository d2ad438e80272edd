package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.bailiwick.ars.search.wanted.SignedFacts;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The words of texts, by the rules of Unicode (UAX 29), in lower case. Nothing in a text is an
 * operator: what is not part of a word separates words.
 */
public final class SearchWords {
  static final Analyzer ANALYZER = new StandardAnalyzer();

  private static final int MOST_WANTED = 16;

  private SearchWords() {}

  /**
   * The words of a search.
   *
   * @throws ProblemException malformed-request if there is none, or if there are too many
   */
  public static Set<String> wanted(String text) {
    Set<String> words = new LinkedHashSet<>();
    add(words, text);
    if (words.isEmpty() || words.size() > MOST_WANTED) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "search-text",
          "The member text must have 1 to " + MOST_WANTED + " different words");
    }
    return words;
  }

  /** Whether the agent's title, texts and names of capabilities have all of these words. */
  public static boolean areIn(Set<String> words, SignedFacts agent, UnsignedText text) {
    Set<String> all = new LinkedHashSet<>();
    texts(agent, text).forEach(each -> add(all, each));
    return all.containsAll(words);
  }

  /** Each text of an agent of which words are searched. */
  static Stream<String> texts(SignedFacts agent, UnsignedText text) {
    List<String> names =
        agent.capabilities().stream()
            .map(capability -> capability.name())
            .distinct()
            .map(name -> name + " " + name.replace('.', ' ').replace('-', ' '))
            .toList();
    return Stream.of(text.title().stream(), text.texts().stream(), names.stream())
        .flatMap(each -> each);
  }

  private static void add(Set<String> words, String text) {
    try (TokenStream tokens = ANALYZER.tokenStream("text", text)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory is read without faults", e);
    }
  }
}
