package org.bailiwick.contract.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs all fuzz tests of a module as one test, because Jazzer runs one test per process, and
 * starting a process takes longer than a short run. The first octet of an input selects the test
 * for the other octets. The tests are all classes {@code *Fuzz} in the class folder of the
 * subclass.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzTests {

  private record FuzzTest(Object instance, Method seeds, Method method) {}

  private final List<FuzzTest> tests = besides(getClass());

  private static List<FuzzTest> besides(Class<?> together) {
    try {
      Path folder = Path.of(together.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(folder)) {
        return files
            .filter(file -> file.toString().endsWith("Fuzz.class"))
            .map(file -> named(folder.relativize(file), together.getClassLoader()))
            .filter(type -> type != together && !type.isAnnotation())
            .sorted((one, other) -> one.getName().compareTo(other.getName()))
            .map(FuzzTests::read)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> named(Path file, ClassLoader loader) {
    String path = file.toString();
    String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FuzzTest read(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      Method seeds = type.getDeclaredMethod("seeds");
      Method method =
          Stream.of(type.getDeclaredMethods())
              .filter(each -> each.isAnnotationPresent(Fuzz.class))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(type + " has no test"));
      constructor.setAccessible(true);
      seeds.setAccessible(true);
      method.setAccessible(true);
      return new FuzzTest(constructor.newInstance(), seeds, method);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is no fuzz test", e);
    }
  }

  /** The seeds of all tests. Each seed follows the octet that selects its test. */
  Stream<byte[]> seeds() {
    return IntStream.range(0, tests.size())
        .boxed()
        .flatMap(number -> seeds(tests.get(number)).map(seed -> numbered(number, seed)));
  }

  @SuppressWarnings("unchecked") // the MethodSource of a fuzz test returns octets
  private static Stream<byte[]> seeds(FuzzTest test) {
    try {
      return (Stream<byte[]>) test.seeds().invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] numbered(int number, byte[] seed) {
    byte[] input = new byte[1 + seed.length];
    input[0] = (byte) number;
    System.arraycopy(seed, 0, input, 1, seed.length);
    return input;
  }

  @MethodSource("seeds")
  @Fuzz
  void keepTheirBounds(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    FuzzTest test = tests.get(choices.below(tests.size()));
    try {
      test.method().invoke(test.instance(), (Object) choices.rest());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }
}
