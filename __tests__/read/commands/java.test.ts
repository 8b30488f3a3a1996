import { describe, expect, it } from '@jest/globals';
import { told } from './languages.js';

const MAVEN = 'maven install: reads anything, writes the system /work';
const GRADLE = 'gradle install: reads anything, writes the system /work';

describe('builds', () => {
  it.each([
    ['mvn clean package -DskipTests', MAVEN],
    ['mvn -B -q dependency:go-offline', MAVEN],
    ['mvn -s /usr/share/maven/ref/settings-docker.xml package', MAVEN],
    ['mvn package -P prod -T 4', MAVEN],
    [
      'mvn dependency:copy -DoutputDirectory=/data',
      'maven install: reads anything, writes the system /data /work',
    ],
    ['./mvnw package', MAVEN],
    ['mvn --version', 'maven install: reads the system /work/.mvn'],
    ['gradle build --no-daemon -x test', GRADLE],
    ['./gradlew :app:bootJar -Pversion=1', GRADLE],
    ['gradle -p /data assemble', 'gradle install: reads anything, writes the system /data /work'],
    ['sbt update assembly', 'sbt install: reads anything, writes the system /work'],
    ['ant jar', 'ant install: reads anything, writes the system /work'],
    ['lein uberjar', 'lein install: reads anything, writes the system /work'],
    ['lein with-profile prod deps', 'lein install: reads anything, writes the system /work'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'mvn exec:java',
    'mvn spring-boot:run',
    'mvn deploy',
    'mvn jetty:run',
    'mvn -f /data/pom.xml package',
    'mvn -f ../pom.xml package',
    'mvn package $ARGS',
    'gradle',
    'gradle run',
    'gradle bootRun',
    'gradle publish',
    './gradlew deploy',
    'sbt run',
    'sbt',
    'sbt "runMain x.Y"',
    'ant install',
    'ant dist',
    'ant -f /data/build.xml',
    'lein run',
    'lein with-profile prod run',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('the tools of the JDK', () => {
  it.each([
    ['javac A.java', 'reads anything, writes /work'],
    ['javac -cp /data/x.jar:. -d /data/classes src/A.java', 'reads anything, writes /data/classes /work'],
    ['jar xf /data/a.jar', 'reads /data/a.jar /work, writes /data/a.jar /work'],
    ['jar cf /data/a.jar -C classes .', 'reads /data/a.jar /work, writes /data/a.jar /work'],
    ['java -version', 'nothing'],
    ['native-image --no-fallback Main /data/out', 'reads anything, writes /data/out /work'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'java -jar x.jar',
    'java -jar x.jar --version',
    'java Main',
    'javac /data/A.java',
    'javac @files',
    'jar',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
