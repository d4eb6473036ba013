"""Serve names with plain transformers and Starlette: serve_transformers.py MODEL PORT."""

import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from transformers import AutoTokenizer, GPT2LMHeadModel


def main(folder: str, port: int) -> None:
    """Load the model and answer ``/generate?description=…`` with ten sampled continuations."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model: Any = GPT2LMHeadModel.from_pretrained(folder)

    def generate(request: Request) -> JSONResponse:  # not async: runs in a thread
        prompt = f"{request.query_params['description']} ->"
        ids = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
        written = model.generate(
            **ids, do_sample=True, top_p=0.95, max_new_tokens=30, num_return_sequences=10
        )
        texts = [tokenizer.decode(one, skip_special_tokens=True) for one in written]
        return JSONResponse({"names": texts})

    app = Starlette(routes=[Route("/generate", generate), Route("/readiness", _ready)])
    uvicorn.run(app, port=port, log_level="warning")


async def _ready(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ready"})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
