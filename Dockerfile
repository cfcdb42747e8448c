# A static binary on an image that holds nothing else. Scans what is mounted at /project:
#
#     docker run --rm -v "$PWD:/project:ro" bedrock-eol scan
#
# Links in reports lead to the repository that `--build-arg BEDROCK_EOL_REPOSITORY=https://…` names.

FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
COPY rules rules
ARG BEDROCK_EOL_REPOSITORY=
RUN cargo build --release --locked

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /source/target/release/bedrock-eol /usr/local/bin/bedrock-eol
WORKDIR /project
ENTRYPOINT ["bedrock-eol"]
CMD ["scan"]
